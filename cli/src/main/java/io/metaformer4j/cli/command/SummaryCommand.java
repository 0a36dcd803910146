package io.metaformer4j.cli.command;

import io.metaformer4j.cli.argument.InputChannelArguments;
import io.metaformer4j.cli.argument.InputSizeArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.cost.Complexity;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a model's stages with parameters, multiply-adds and activations, from its description alone. */
@Command(name = "summary", description = "Show a model's stages, parameters, multiply-adds and activation memory.")
public final class SummaryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Name, or model.json of a model of your own.")
    private String name;

    @Mixin
    private InputSizeArguments size;

    @Mixin
    private InputChannelArguments channels;

    @ArgGroup
    private Detail detail = new Detail();

    @Option(
            names = "--batch-size",
            defaultValue = "1",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Pictures whose activations are in memory at once (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Mixin
    private JsonOutput json;

    /** What is listed instead of the stages. */
    private static final class Detail {
        @Option(names = "--layers", description = "List every layer instead of every stage.")
        private boolean layers;

        @Option(
                names = "--plan",
                description = "List the steps of the engine that plans ahead: what it computes together, and the size"
                        + " of each result.")
        private boolean plan;
    }

    @Override
    public Integer call() throws IOException {
        ModelDescription model = channels.apply(MetaFormers.standard().describe(name));
        int height = size.apply(model.preprocessing()).height();
        int width = size.apply(model.preprocessing()).width();
        Complexity complexity = Complexity.of(model.architecture(), height, width);
        PrintWriter out = spec.commandLine().getOut();
        SummaryTables tables = new SummaryTables(complexity, batchSize);
        Optional<PlanTable> plan =
                detail.plan ? Optional.of(PlanTable.of(model.architecture(), height, width)) : Optional.empty();
        if (json.enabled()) {
            Map<String, Object> document = document(model, height, width, tables);
            plan.ifPresent(table -> document.put("plan", table.data()));
            document.put("card", ModelsCommand.describe(model.name(), model.architecture(), model.card()));
            JsonOutput.print(out, document);
            return 0;
        }
        out.println(PrintableText.of(model.name()) + ", input "
                + model.architecture().inputChannels() + "x" + height + "x" + width);
        out.print(plan.map(PlanTable::text).orElseGet(() -> detail.layers ? tables.layers() : tables.stages()));
        out.print(tables.totals());
        model.card().notes().forEach(note -> out.println("note: " + note));
        return 0;
    }

    private Map<String, Object> document(ModelDescription model, int height, int width, SummaryTables tables) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", model.name());
        document.put("input", List.of(model.architecture().inputChannels(), height, width));
        document.putAll(tables.totalsAsData());
        document.put("stages", tables.stagesAsData());
        if (detail.layers) {
            document.put("layers", tables.layersAsData());
        }
        return document;
    }
}

package io.metaformer4j.cli.command;

import io.metaformer4j.cli.argument.InputChannelArguments;
import io.metaformer4j.cli.argument.InputSizeArguments;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.cost.Complexity;
import io.metaformer4j.zoo.cost.LayerCost;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a model's stages with parameters and multiply-adds, from its description alone. */
@Command(name = "summary", description = "Show a model's stages, parameters and multiply-adds.")
public final class SummaryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Name, or model.json of a model of your own.")
    private String name;

    @Mixin
    private InputSizeArguments size;

    @Mixin
    private InputChannelArguments channels;

    @Option(names = "--layers", description = "List every layer instead of every stage.")
    private boolean layers;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        ModelDescription model = channels.apply(MetaFormers.standard().describe(name));
        int height = size.apply(model.preprocessing()).height();
        int width = size.apply(model.preprocessing()).width();
        Complexity complexity = Complexity.of(model.architecture(), height, width);
        PrintWriter out = spec.commandLine().getOut();
        if (json.enabled()) {
            JsonOutput.print(out, document(model, height, width, complexity));
            return 0;
        }
        out.println(PrintableText.of(model.name()) + ", input "
                + model.architecture().inputChannels() + "x" + height + "x" + width);
        out.print(layers ? layerTable(complexity) : stageTable(complexity));
        out.println("parameters     " + count(complexity.trainable())
                + (complexity.frozen() == 0 ? "" : " trained + " + count(complexity.frozen()) + " frozen"));
        out.println("multiply-adds  " + giga(complexity.publishedMacs()) + " G (as the papers count), "
                + giga(complexity.macs()) + " G (convolutions and matrix products only)");
        model.card().notes().forEach(note -> out.println("note: " + note));
        return 0;
    }

    private static String stageTable(Complexity complexity) {
        TextTable table = new TextTable().row("stage", "output", "params", "frozen", "MACs");
        for (Complexity.Section section : complexity.sections()) {
            table.row(
                    section.name(),
                    section.output().toString(),
                    count(section.trainable()),
                    count(section.frozen()),
                    count(section.macs()));
        }
        return table.render();
    }

    private static String layerTable(Complexity complexity) {
        TextTable table = new TextTable().row("layer", "kind", "output", "params", "MACs");
        for (LayerCost layer : complexity.layers()) {
            table.row(
                    layer.module(),
                    layer.kind().name().toLowerCase(Locale.ROOT),
                    layer.output().toString(),
                    count(layer.trainable() + layer.frozen()),
                    count(layer.macs()));
        }
        return table.render();
    }

    private static Map<String, Object> document(ModelDescription model, int height, int width, Complexity complexity) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", model.name());
        document.put("input", List.of(model.architecture().inputChannels(), height, width));
        document.put("params", complexity.trainable());
        document.put("frozen_params", complexity.frozen());
        document.put("buffers", complexity.buffers());
        document.put("macs", complexity.macs());
        document.put("published_macs", complexity.publishedMacs());
        List<Map<String, Object>> stages = new ArrayList<>();
        for (Complexity.Section section : complexity.sections()) {
            Map<String, Object> stage = new LinkedHashMap<>();
            stage.put("name", section.name());
            stage.put(
                    "output",
                    List.of(
                            section.output().channels(),
                            section.output().height(),
                            section.output().width()));
            stage.put("params", section.trainable());
            stage.put("frozen_params", section.frozen());
            stage.put("buffers", section.buffers());
            stage.put("macs", section.macs());
            stages.add(stage);
        }
        document.put("stages", stages);
        document.put("card", ModelsCommand.describe(model.name(), model.architecture(), model.card()));
        return document;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String giga(long macs) {
        return String.format(Locale.ROOT, "%.3f", macs / 1e9);
    }
}

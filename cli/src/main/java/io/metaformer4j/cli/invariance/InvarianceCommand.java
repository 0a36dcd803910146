package io.metaformer4j.cli.invariance;

import io.metaformer4j.cli.argument.ModelSetArguments;
import io.metaformer4j.cli.argument.NamedModel;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.argument.PreprocessingArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.pictures.ReadingArguments;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.evaluation.invariance.InvarianceOptions;
import io.metaformer4j.evaluation.invariance.InvarianceProbe;
import io.metaformer4j.evaluation.invariance.InvarianceResult;
import io.metaformer4j.evaluation.invariance.Transformation;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.weights.disk.OutputFile;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares how far features and answers of networks move with their pictures. */
@Command(
        name = "invariance",
        description = "Measure how far features and answers of models move when pictures are rotated, flipped, "
                + "shifted, scaled or made worse, against how well they tell classes apart.")
public final class InvarianceCommand implements Callable<Integer> {

    /** The word for the standard transformations. */
    private static final String STANDARD = "default";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ProbedDataArguments data;

    @Option(
            names = "--transform",
            split = ",",
            defaultValue = STANDARD,
            paramLabel = "TRANSFORMATION",
            description = "rotation:DEGREES, flip:horizontal, flip:vertical, translation:RIGHT[:DOWN] in pixels, "
                    + "scale:FACTOR, corruption:NAME:SEVERITY, or default; several with commas between them "
                    + "(default: ${DEFAULT-VALUE}, fourteen of all kinds).")
    private List<String> transformations;

    @Option(
            names = "--batch-size",
            defaultValue = "16",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Pictures in a batch, which is in memory under all transformations "
                    + "(default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Mixin
    private ReadingArguments reading;

    @Option(names = "--output", paramLabel = "FILE", description = "Write all figures to this JSON file.")
    private Path output;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write all figures to this CSV file, one on a line.")
    private Path csv;

    @Option(names = "--html", paramLabel = "FILE", description = "Write tables and charts to this page.")
    private Path html;

    @Mixin
    private ModelSetArguments models;

    @Mixin
    private PreprocessingArguments changes;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        List<Transformation> wanted = wanted();
        data.requireMeaning();
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine())
                .writes("--output", output)
                .writes("--csv", csv)
                .writes("--html", html);
        data.requireKept(outputs);
        models.requireKept(outputs);
        PrintWriter err = spec.commandLine().getErr();
        List<ProbedModel> measured = new ArrayList<>();
        for (NamedModel each : selected()) {
            try (LoadedModel loaded = each.load(network.apply(), err)) {
                Preprocessing preprocessing = changes.apply(loaded.preprocessing());
                InvarianceProbe probe = InvarianceProbe.of(loaded.network(), options(preprocessing, wanted));
                InvarianceResult result = data.measure(probe, loaded, err);
                measured.add(new ProbedModel(each.name(), loaded.weights(), loaded.averaged(), preprocessing, result));
            }
            write(new InvarianceReport(data.document(), measured), /* atEnd= */ false);
        }
        InvarianceReport report = new InvarianceReport(data.document(), measured);
        write(report, /* atEnd= */ true);
        report.print(json, outputs.report());
        return 0;
    }

    /** Files are written anew after each model; a pipe or device at the end, since nothing can be taken back there. */
    private void write(InvarianceReport report, boolean atEnd) throws IOException {
        report.write(due(output, atEnd), due(csv, atEnd), due(html, atEnd));
    }

    private static Optional<Path> due(Path file, boolean atEnd) throws IOException {
        return file != null && OutputFile.of(file).isThrough() == atEnd ? Optional.of(file) : Optional.empty();
    }

    /** A wrong name or path is found before the first model is measured. */
    private List<NamedModel> selected() throws IOException {
        List<NamedModel> selected = models.selected();
        for (NamedModel each : selected) {
            MetaFormers.standard().describe(each.request().model());
        }
        return selected;
    }

    /** Each once, though it may be named beside the standard ones. */
    private List<Transformation> wanted() {
        Set<Transformation> wanted = new LinkedHashSet<>();
        for (String text : transformations) {
            if (text.strip().equalsIgnoreCase(STANDARD)) {
                wanted.addAll(Transformation.standard());
                continue;
            }
            try {
                wanted.add(Transformation.parse(text));
            } catch (MetaFormerException e) {
                throw new ParameterException(spec.commandLine(), "--transform: " + e.getMessage(), e);
            }
        }
        return List.copyOf(wanted);
    }

    private InvarianceOptions options(Preprocessing preprocessing, List<Transformation> wanted) {
        return InvarianceOptions.of(preprocessing)
                .withTransformations(wanted)
                .withBatchSize(batchSize)
                .withWorkers(reading.workers())
                .withBrokenPictures(reading.brokenPictures())
                .withSeed(data.seed());
    }
}

package io.metaformer4j.cli.invariance;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.data.DataAccess;
import io.metaformer4j.cli.output.BrokenPictureHint;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.evaluation.invariance.ChosenPictures;
import io.metaformer4j.evaluation.invariance.InvarianceProbe;
import io.metaformer4j.evaluation.invariance.InvarianceResult;
import io.metaformer4j.evaluation.validation.LabelledPictures;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.ClassSummary;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.labels.ClassMapFile;
import io.metaformer4j.vision.loader.SampleFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which pictures networks are measured on, and whether their classes matter. */
final class ProbedDataArguments {

    /** The word for a data set that is not to be divided. */
    private static final String WHOLE = "all";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DATA",
            description = "Class folders, tar, shards (path, pattern or address), IDX files or a CSV list; or a folder "
                    + "of pictures without classes.")
    private String location;

    @Option(
            names = "--split",
            defaultValue = "validation",
            paramLabel = "NAME",
            description = "Which part of DATA, if it has several: train, validation (val and test are found, too), or "
                    + "all (default: ${DEFAULT-VALUE}).")
    private String split;

    @Option(names = "--class-map", paramLabel = "FILE", description = "Which folder or name is which class.")
    private Path classMap;

    @Option(
            names = "--without-labels",
            description = "Take the classes of DATA for nothing: neither accuracy nor separation of classes.")
    private boolean withoutLabels;

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Pictures of each class, drawn by lot; of all together where there are no classes "
                    + "(default: all).")
    private Integer limit;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Seed of the lot and of the corruptions (default: ${DEFAULT-VALUE}).")
    private long seed;

    long seed() {
        return seed;
    }

    /** Refuses options that would change nothing, before anything is loaded. */
    void requireMeaning() throws IOException {
        if (withoutLabels && classMap != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--class-map says what the classes are, and --without-labels that they do not matter; leave one"
                            + " out");
        }
        for (String option : List.of("--split", "--class-map")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option) && isPlainFolder()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "'" + location + "' has no class folders, so that " + option + " means nothing; leave it out");
            }
        }
    }

    /** Refuses outputs that would replace the data. */
    void requireKept(CommandOutputs outputs) throws IOException {
        outputs.readsData("DATA", location).reads("--class-map", classMap);
    }

    /** What was given, for files. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("data", location);
        document.put("split", split);
        document.put("class_map", classMap == null ? null : classMap.toString());
        document.put("without_labels", withoutLabels);
        document.put("limit", limit);
        document.put("seed", seed);
        return document;
    }

    /** Measures a model on the pictures; what is known of them depends on the names of the model's classes. */
    InvarianceResult measure(InvarianceProbe probe, LoadedModel model, PrintWriter err) throws IOException {
        if (isPlainFolder()) {
            try (Dataset<Path> pictures = chosen(PictureFolder.of(Path.of(location)), picture -> 0)) {
                return run(model, pictures.size(), err, done -> probe.measureUnlabelled(pictures, done));
            }
        }
        try (Dataset<ClassTarget> pictures = chosen(open(model), ClassTarget::label)) {
            err.println("note: " + ClassSummary.of(pictures));
            pictures.notes().forEach(note -> err.println("note: " + note));
            return withoutLabels
                    ? run(model, pictures.size(), err, done -> probe.measureUnlabelled(pictures, done))
                    : run(model, 2L * pictures.size(), err, done -> probe.measure(pictures, done));
        }
    }

    private boolean isPlainFolder() throws IOException {
        return !DataAccess.isWeb(location)
                && Files.isDirectory(Path.of(location))
                && PictureFolder.isPlain(Path.of(location));
    }

    private <T> Dataset<T> chosen(Dataset<T> all, ToIntFunction<T> classOf) {
        return limit == null ? all : ChosenPictures.of(all, classOf, limit, seed);
    }

    private Dataset<ClassTarget> open(LoadedModel model) throws IOException {
        DatasetOptions options = DataAccess.options(location);
        options = split.equals(WHOLE) ? options : options.withSplit(split);
        if (classMap != null) {
            options = options.withClassMap(ClassMapFile.read(classMap));
        }
        return withoutLabels || !model.architecture().hasClassifier()
                ? Datasets.open(location, options)
                : LabelledPictures.open(location, options, model);
    }

    /** A measurement that tells how many pictures it has looked at. */
    @FunctionalInterface
    private interface Measurement {
        InvarianceResult run(LongConsumer done);
    }

    private static InvarianceResult run(LoadedModel model, long total, PrintWriter err, Measurement measurement) {
        try (CommandProgress progress = CommandProgress.start(err, "invariance", total, " images")) {
            return measurement.run(done -> progress.at(done, model.name()));
        } catch (SampleFailedException e) {
            throw BrokenPictureHint.on(e, "");
        }
    }
}

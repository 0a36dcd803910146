package io.metaformer4j.cli.command;

import io.metaformer4j.cli.argument.ModelArguments;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.argument.PreprocessingArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.WorkersConverter;
import io.metaformer4j.cli.data.DataAccess;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.output.ValidationReport;
import io.metaformer4j.evaluation.validation.LabelledPictures;
import io.metaformer4j.evaluation.validation.PredictionSink;
import io.metaformer4j.evaluation.validation.PredictionsCsv;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.ClassSummary;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.labels.ClassMapFile;
import io.metaformer4j.vision.labels.ClassSubset;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.vision.labels.ReassessedLabels;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a model on a data set. */
@Command(name = "validate", description = "Measure top-1, top-5 and loss of a model on a data set.")
public final class ValidateCommand implements Callable<Integer> {

    /** What a class of the data has in common with a class of the model. */
    enum ClassesBy {
        NAME,
        POSITION
    }

    /** What happens to classes that the model lacks. */
    enum Unknown {
        REFUSE,
        SKIP
    }

    /** The word for a data set that is not to be divided. */
    private static final String WHOLE = "all";

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DATA",
            description = "Class folders, tar, shards (path, pattern or address), IDX files or a CSV list.")
    private String data;

    @Option(
            names = "--split",
            defaultValue = "validation",
            paramLabel = "NAME",
            description = "Which part of DATA, if it has several: train, validation (val and test are found, too), or "
                    + "all (default: ${DEFAULT-VALUE}).")
    private String split;

    @Option(
            names = "--batch-size",
            defaultValue = "64",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Pictures in a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--workers",
            paramLabel = "N",
            converter = WorkersConverter.class,
            description = "Threads that read and transform pictures (default: one for each core).")
    private Integer workers;

    @Option(names = "--class-map", paramLabel = "FILE", description = "Which folder or name is which class.")
    private Path classMap;

    @Option(
            names = "--classes-by",
            paramLabel = "name|position",
            description =
                    "Whether a folder or label is the model's class of that name, or the one at its place in the order, "
                            + "as in timm (default: name).")
    private ClassesBy classesBy;

    @Option(
            names = "--unknown-classes",
            paramLabel = "refuse|skip",
            description =
                    "Refuse classes that the model or the class map lacks, or leave them out (default: refuse; folders "
                            + "that a class map lacks are left out).")
    private Unknown unknownClasses;

    @Option(
            names = "--real-labels",
            paramLabel = "FILE",
            description = "Reassessed labels of ImageNet's validation pictures (real.json).")
    private Path reassessedLabels;

    @Option(
            names = {"--class-subset", "--valid-labels"},
            paramLabel = "FILE",
            description = "Classes to choose from, indices or WordNet ids, one on a line.")
    private Path classSubset;

    @Option(names = "--skip-broken", description = "Leave out pictures that cannot be decoded, and count them.")
    private boolean skipBroken;

    @Option(names = "--predictions", paramLabel = "FILE", description = "Write every answer to this CSV file.")
    private Path predictions;

    @Option(names = "--results", paramLabel = "FILE", description = "Write the figures to this JSON file.")
    private Path results;

    @Mixin
    private ModelArguments model;

    @Mixin
    private PreprocessingArguments changes;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        requireMeaning();
        CommandOutputs outputs = outputs();
        try (LoadedModel loaded = model.load(network.apply(), err);
                Dataset<ClassTarget> dataset = LabelledPictures.open(data, datasetOptions(), namesOf(loaded))) {
            err.println("note: " + ClassSummary.of(dataset));
            dataset.notes().forEach(note -> err.println("note: " + note));
            Preprocessing preprocessing = changes.apply(loaded.preprocessing());
            Validator validator = Validator.of(loaded.network(), options(loaded, preprocessing));
            ValidationResult result;
            try (CommandProgress progress = CommandProgress.start(err, "validate", dataset.size(), " images")) {
                result = validate(validator, dataset, progress);
            } catch (SampleFailedException e) {
                throw BrokenPictureHint.on(e, "");
            }
            result.notes().forEach(note -> err.println("note: " + note));
            new ValidationReport(loaded, data, dataset.size(), preprocessing, result)
                    .write(Optional.ofNullable(results), json, outputs.report());
        }
        return 0;
    }

    /** Refuses options that others make idle, instead of passing over what the user wanted. */
    private void requireMeaning() {
        if (classMap != null && classesBy != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--classes-by means nothing beside --class-map, which numbers the classes itself; leave one out");
        }
        if (unknownClasses != null && classesBy == ClassesBy.POSITION) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--unknown-classes means nothing with --classes-by position, which needs no names; leave one out");
        }
    }

    private Optional<LabelSet> namesOf(LoadedModel loaded) {
        return classesBy == ClassesBy.POSITION ? Optional.empty() : loaded.labels();
    }

    private CommandOutputs outputs() throws IOException {
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine())
                .writes("--predictions", predictions)
                .writes("--results", results)
                .reads("DATA", data)
                .reads("--class-map", classMap)
                .reads("--real-labels", reassessedLabels)
                .reads("--class-subset", classSubset);
        model.requireKept(outputs);
        return outputs;
    }

    private DatasetOptions datasetOptions() throws IOException {
        DatasetOptions options = DataAccess.options(data);
        options = split.equals(WHOLE) ? options : options.withSplit(split);
        if (unknownClasses != null) {
            options = options.withUnknownClasses(
                    unknownClasses == Unknown.SKIP ? UnknownClasses.LEFT_OUT : UnknownClasses.REFUSED);
        }
        return classMap == null ? options : options.withClassMap(ClassMapFile.read(classMap));
    }

    private ValidationOptions options(LoadedModel loaded, Preprocessing preprocessing) throws IOException {
        ValidationOptions options = ValidationOptions.of(preprocessing)
                .withBatchSize(batchSize)
                .withBrokenPictures(skipBroken ? FailurePolicy.SKIP_AND_COUNT : FailurePolicy.FAIL);
        if (workers != null) {
            options = options.withWorkers(workers);
        }
        if (reassessedLabels != null) {
            options = options.withReassessedLabels(ReassessedLabels.read(reassessedLabels));
        }
        if (classSubset != null) {
            LabelSet labels = loaded.labels()
                    .orElseThrow(() -> new MetaFormerException("model " + loaded.name()
                            + " has no class names, so --class-subset cannot be read; use a model with labels"));
            options = options.withClassSubset(ClassSubset.read(classSubset, labels));
        }
        return options;
    }

    private ValidationResult validate(Validator validator, Dataset<ClassTarget> dataset, CommandProgress progress)
            throws IOException {
        if (predictions == null) {
            return validator.validate(dataset, at -> show(progress, at.done(), at.top1()), PredictionSink.NONE);
        }
        try (PredictionsCsv csv = PredictionsCsv.open(predictions)) {
            ValidationResult result = validator.validate(dataset, at -> show(progress, at.done(), at.top1()), csv);
            csv.finish();
            return result;
        }
    }

    private static void show(CommandProgress progress, long done, double top1) {
        progress.at(done, String.format(Locale.ROOT, "top-1 %.2f", top1));
    }
}

package io.metaformer4j.cli.validate;

import io.metaformer4j.cli.argument.pictures.BatchArguments;
import io.metaformer4j.cli.data.DataAccess;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.evaluation.validation.LabelledPictures;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.labels.ClassMapFile;
import io.metaformer4j.vision.labels.ClassSubset;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.vision.labels.ReassessedLabels;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which pictures a model is measured on, what their classes are, and how they are read. */
final class ValidationDataArguments {

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

    @Spec(Spec.Target.MIXEE)
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

    @Mixin
    private BatchArguments batches;

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

    /** Where the pictures are. */
    String location() {
        return data;
    }

    /** Refuses options that others make idle, instead of passing over what the user wanted. */
    void requireMeaning() {
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

    /** Refuses outputs that would replace what is read. */
    void requireKept(CommandOutputs outputs) throws IOException {
        outputs.readsData("DATA", data)
                .reads("--class-map", classMap)
                .reads("--real-labels", reassessedLabels)
                .reads("--class-subset", classSubset);
    }

    /** Refuses what cannot be used whatever the model is, before any is loaded, for which weights may be fetched. */
    void requireUsable() throws IOException {
        DatasetOptions options = datasetOptions();
        if (!DataAccess.isWeb(data)) {
            Datasets.find(data, options);
        }
        if (reassessedLabels != null) {
            ReassessedLabels.read(reassessedLabels);
        }
    }

    /** Opens the data so that their labels are the model's classes; the caller closes them. */
    Dataset<ClassTarget> open(LoadedModel model) throws IOException {
        return classesBy == ClassesBy.POSITION
                ? LabelledPictures.open(data, datasetOptions(), Optional.empty())
                : LabelledPictures.open(data, datasetOptions(), model);
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

    /** How a model is measured on the data. */
    ValidationOptions options(LoadedModel model, Preprocessing preprocessing) throws IOException {
        ValidationOptions options = batches.validation(preprocessing);
        if (reassessedLabels != null) {
            options = options.withReassessedLabels(ReassessedLabels.read(reassessedLabels));
        }
        if (classSubset != null) {
            LabelSet labels = model.labels()
                    .orElseThrow(() -> new MetaFormerException("model " + model.name()
                            + " has no class names, so --class-subset cannot be read; use a model with labels"));
            options = options.withClassSubset(ClassSubset.read(classSubset, labels));
        }
        return options;
    }
}

package io.metaformer4j.cli.train;

import io.metaformer4j.cli.argument.DeviceArguments;
import io.metaformer4j.cli.argument.RecipeArguments;
import io.metaformer4j.cli.argument.TrainingDataArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.WorkersConverter;
import io.metaformer4j.cli.output.SkipNotes;
import io.metaformer4j.cli.rank.RankArguments;
import io.metaformer4j.cli.recipe.RecipeSelection;
import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.natives.TorchThreads;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.Trainer;
import io.metaformer4j.training.TrainingTask;
import io.metaformer4j.training.checkpoint.RunOrigin;
import io.metaformer4j.training.checkpoint.SavedRun;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.distributed.SharedValidation;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import io.metaformer4j.training.report.RunReport;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.location.TrainingSplits;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a model on a data set. */
@Command(
        name = "train",
        description = {
            "Train a model on a data set.",
            "After every epoch a checkpoint is written to the output folder, from which --resume continues."
        })
public final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DATA",
            description =
                    "Class folders, tar, shards (path, pattern or address), IDX files or a CSV list, with splits.")
    private String data;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Name of a published model, 'embedded', or folder or model.json of your own; may be left out "
                    + "with --resume, or if the recipe of --recipe is that of one model.")
    private String model;

    @Mixin
    private WeightsArguments start;

    @Option(names = "--output", paramLabel = "DIR", description = "Folder for checkpoints and results.")
    private Path output;

    @Mixin
    private ResumeArguments resumption;

    @Option(
            names = "--skip-broken",
            description = "Leave out pictures that cannot be decoded, in training and validation, and count them.")
    private boolean skipBroken;

    @Option(
            names = {"--workers", "-j"},
            defaultValue = "1",
            paramLabel = "N",
            converter = WorkersConverter.class,
            description = "Threads that read and transform pictures (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = {"--validate-every", "--val-interval"},
            defaultValue = "1",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Epochs between validations (default: ${DEFAULT-VALUE}).")
    private int validateEvery;

    @Mixin
    private SafeguardArguments safety;

    @Mixin
    private ReportArguments reporting;

    @Mixin
    private TrainingDataArguments parts;

    @Mixin
    private RecipeSelection recipe;

    @Mixin
    private DeviceArguments device;

    @Mixin
    private RankArguments ranks;

    /** Whether a run goes on, which may depend on the folder. */
    private boolean resume;

    @Override
    public Integer call() throws IOException {
        recipe.takeConfig(resumption.isDemanded());
        requireTogether();
        resume = resumption.goesOn(output);
        if (recipe.isPrintedOnly()) {
            return printRecipe();
        }
        requireWhole();
        try {
            recipe.requireUsable(resume, device.apply().device());
            if (ranks.restarts() && !resume) {
                SavedRun.requireNone(output);
            }
            return ranks.run(device, this::train);
        } catch (MetaFormerException e) {
            throw new TrainingHints(output).explained(e);
        }
    }

    private void requireTogether() {
        if (output == null && (resumption.isPossible() || !recipe.isPrintedOnly())) {
            throw wrongUsage("Missing required option: '--output=DIR'");
        }
        resumption.requireUsable(ranks.restarts());
        start.requireUsable(resumption.isDemanded());
    }

    /** What a training needs, and the recipe alone does not. */
    private void requireWhole() throws IOException {
        if (data == null) {
            throw wrongUsage("Missing required parameter: 'DATA'");
        }
        if (wantedModel().isEmpty() && !resume) {
            throw wrongUsage("Missing required option: '--model=MODEL'");
        }
        if (!resume) {
            recipe.requireStart(start.isFineTuning());
        }
        if (!resumption.isPossible()) {
            recipe.requireKept(output);
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The model that was named, or that of a recipe for a new run; a run that goes on has one. */
    private Optional<String> wantedModel() {
        return model != null || resume ? Optional.ofNullable(model) : recipe.model();
    }

    private int printRecipe() throws IOException {
        recipe.print(
                resume
                        ? recipe.continued(SavedRun.read(output).recipe())
                        : recipe.begun(start.isFineTuning(), this::knownPictures, ranks.count()),
                Optional.ofNullable(output).filter(folder -> resume));
        return 0;
    }

    /** How many pictures there are for training, if they are named. */
    private int knownPictures() throws IOException {
        if (data == null) {
            return Integer.MAX_VALUE;
        }
        try (TrainingSplits splits = parts.open(data)) {
            return splits.train().size();
        }
    }

    private int train(RankGroup group, Device own) throws IOException {
        NetworkOptions network = network(device.apply().withDevice(own));
        Optional<SavedRun> saved = resume ? Optional.of(SavedRun.read(output)) : Optional.empty();
        ImageDecoder decoder = ImageDecoder.standard();
        try (TrainingSplits splits = parts.open(data)) {
            splits.notes().forEach(this::note);
            Dataset<ClassTarget> train = parts.cached(splits.train(), decoder);
            Dataset<ClassTarget> test = parts.cached(splits.validation(), decoder);
            ModelDescription described = describe(saved.map(SavedRun::model), train.classNames());
            LayeredRecipe layers = saved.isPresent()
                    ? recipe.continued(saved.get().recipe())
                    : recipe.begun(start.isFineTuning(), train::size, group.size());
            TrainingRecipe chosen = layers.recipe();
            noteOddities(chosen, train, described.architecture());
            SkipNotes skips = new SkipNotes(ranks.errors());
            SharedValidation validation = new SharedValidation(
                    group, validation(described), test, skipped -> skips.report("validation", skipped));
            TrainingTask<ClassTarget> task = TrainingTask.ofClasses(
                    described,
                    chosen,
                    resume
                            ? Optional.empty()
                            : start.weights(wantedModel().orElseThrow(), train.classNames(), chosen.seed()),
                    train,
                    Optional.of(validation),
                    output,
                    settings(network));
            try (Trainer trainer =
                    resume ? Trainer.resume(task, resumption.terms(), group) : Trainer.start(task, group)) {
                trainer.changes().forEach(this::note);
                if (group.isFirst()) {
                    recipe.write(layers, output, resume);
                }
                RunReport report = RunReport.of(described, chosen, TrainingDataArguments.name(data), train.size());
                return reporting.follow(
                        trainer, group, new ReportArguments.FollowedRun(report, validation, test, output), skips);
            }
        }
    }

    /** Training, unlike a loaded network, uses the threads of the whole process. */
    private static NetworkOptions network(Placement placement) {
        placement.threads().ifPresent(TorchThreads::set);
        return NetworkOptions.of(placement);
    }

    private TrainingTask.Settings settings(NetworkOptions network) {
        String typed = ranks.typed();
        return new TrainingTask.Settings(network, workers, validateEvery, safety.keep(), brokenPictures())
                .withSafeguards(safety.safeguards())
                .withOrigin(new RunOrigin(start.source(), Optional.empty(), Optional.of(typed)));
    }

    private FailurePolicy brokenPictures() {
        return skipBroken ? FailurePolicy.SKIP_AND_COUNT : FailurePolicy.FAIL;
    }

    private void noteOddities(TrainingRecipe chosen, Dataset<ClassTarget> train, Architecture network) {
        recipe.remarks().forEach(this::note);
        TrainingDataArguments.orderNote(chosen, train).ifPresent(this::note);
        RecipeArguments.statisticsNote(chosen, network).ifPresent(this::note);
    }

    private void note(String text) {
        spec.commandLine().getErr().println("note: " + text);
    }

    /** The model for the classes of the data; a run that goes on keeps its own but for what is given. */
    private ModelDescription describe(Optional<ModelDescription> saved, List<String> classNames) throws IOException {
        Optional<String> wanted = wantedModel();
        ModelDescription own = wanted.isPresent() ? MetaFormers.standard().describe(wanted.get()) : saved.orElseThrow();
        ModelDescription base = saved.orElse(own);
        Architecture network =
                own.architecture().withInputChannels(start.inputChannels(base)).withClasses(classNames.size());
        return ModelDescription.of(base.name(), network, recipe.size(base.preprocessing()))
                .withLabels(classNames);
    }

    private ValidationOptions validation(ModelDescription described) {
        return ValidationOptions.of(described.preprocessing())
                .withBrokenPictures(brokenPictures())
                .withWorkers(Math.max(1, workers));
    }
}

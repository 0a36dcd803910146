package io.metaformer4j.cli.command;

import io.metaformer4j.cli.argument.DeviceArguments;
import io.metaformer4j.cli.argument.RecipeArguments;
import io.metaformer4j.cli.argument.TrainingDataArguments;
import io.metaformer4j.cli.argument.WeightsPartArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.WorkersConverter;
import io.metaformer4j.cli.output.SkipNotes;
import io.metaformer4j.cli.output.TrainingDisplay;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.WeightsPart;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.torch.natives.NetworkOptions;
import io.metaformer4j.torch.natives.TorchThreads;
import io.metaformer4j.training.Trainer;
import io.metaformer4j.training.TrainingResult;
import io.metaformer4j.training.TrainingTask;
import io.metaformer4j.training.checkpoint.ChangedData;
import io.metaformer4j.training.checkpoint.SavedRun;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.report.TensorBoardLog;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.location.TrainingSplits;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.PrintWriter;
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
            paramLabel = "DATA",
            description = "Class folders, tar, WebDataset shards, IDX files or a CSV list, with splits.")
    private String data;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Name of a published model, 'embedded', or folder or model.json of your own; may be left out "
                    + "with --resume.")
    private String model;

    @Option(
            names = "--weights",
            defaultValue = "random",
            paramLabel = "WEIGHTS",
            description = "Where training starts: 'pretrained', hf:OWNER/NAME, an https address, a checkpoint file, or "
                    + "'random[:SEED]' (default: random). Classes that the weights know by name keep their rows of the "
                    + "classifier, others start fresh.")
    private WeightsSource weights;

    @Mixin
    private WeightsPartArguments part;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Folder for checkpoints and results.")
    private Path output;

    @Option(
            names = "--resume",
            description = "Go on with the run in the output folder; settings that are given replace those of the run, "
                    + "e.g. --epochs.")
    private boolean resume;

    @Option(
            names = "--accept-changed-data",
            description = "Go on with --resume although pictures were added, removed or renamed.")
    private boolean acceptChangedData;

    @Option(
            names = "--skip-broken",
            description = "Leave out pictures that cannot be decoded, in training and validation, and count them.")
    private boolean skipBroken;

    @Option(
            names = "--workers",
            defaultValue = "1",
            paramLabel = "N",
            converter = WorkersConverter.class,
            description = "Threads that read and transform pictures (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--validate-every",
            defaultValue = "1",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Epochs between validations (default: ${DEFAULT-VALUE}).")
    private int validateEvery;

    @Option(
            names = "--keep",
            defaultValue = "2",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "How many of the latest checkpoints to keep (default: ${DEFAULT-VALUE}).")
    private int keep;

    @Option(
            names = "--tensorboard",
            description = "Write loss, rate, speed and scores into event files of TensorBoard in the output folder.")
    private boolean tensorBoard;

    @Mixin
    private TrainingDataArguments parts;

    @Mixin
    private RecipeArguments recipe;

    @Mixin
    private DeviceArguments device;

    @Override
    public Integer call() throws IOException {
        try {
            return train();
        } catch (MetaFormerException e) {
            throw new TrainingHints(output).explained(e);
        }
    }

    private int train() throws IOException {
        if (model == null && !resume) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--model=MODEL'");
        }
        if (acceptChangedData && !resume) {
            throw new ParameterException(
                    spec.commandLine(), "--accept-changed-data is for --resume; a new run takes the data as they are");
        }
        if (resume && (weightsGiven() || !part.read().equals(WeightsPart.ANY))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--weights and the choice of their part are for a new run; with --resume it goes on with its own");
        }
        NetworkOptions network = network(device.apply());
        recipe.requireUsable(resume);
        Optional<SavedRun> saved = resume ? Optional.of(SavedRun.read(output)) : Optional.empty();
        ImageDecoder decoder = ImageDecoder.standard();
        try (TrainingSplits splits = parts.open(data)) {
            splits.notes().forEach(this::note);
            Dataset<ClassTarget> train = parts.cached(splits.train(), decoder);
            Dataset<ClassTarget> test = parts.cached(splits.validation(), decoder);
            ModelDescription described = describe(saved.map(SavedRun::model), train.classNames());
            boolean fineTuning = !weights.isFresh();
            TrainingRecipe chosen =
                    saved.isPresent() ? recipe.recipe(saved.get().recipe()) : recipe.recipe(fineTuning, train.size());
            SkipNotes skips = new SkipNotes(spec.commandLine().getErr());
            TrainingTask task = new TrainingTask(
                    described,
                    chosen,
                    resume
                            ? Optional.empty()
                            : new StartingPoint(spec.commandLine().getErr())
                                    .weights(request(), train.classNames(), chosen.seed()),
                    train,
                    Optional.of(validation(described, test, skips)),
                    output,
                    new TrainingTask.Settings(network, workers, validateEvery, keep, brokenPictures()));
            try (Trainer trainer = resume ? Trainer.resume(task, changedData()) : Trainer.start(task)) {
                trainer.changes().forEach(this::note);
                return run(trainer, train.size(), skips);
            }
        }
    }

    /** Training, unlike a loaded network, uses the threads of the whole process. */
    private static NetworkOptions network(Placement placement) {
        placement.threads().ifPresent(TorchThreads::set);
        return NetworkOptions.of(placement);
    }

    private boolean weightsGiven() {
        return spec.commandLine().getParseResult().hasMatchedOption("--weights");
    }

    private FailurePolicy brokenPictures() {
        return skipBroken ? FailurePolicy.SKIP_AND_COUNT : FailurePolicy.FAIL;
    }

    private ChangedData changedData() {
        return acceptChangedData ? ChangedData.ACCEPT : ChangedData.REFUSE;
    }

    private void note(String text) {
        spec.commandLine().getErr().println("note: " + text);
    }

    /** The model for the classes of the data; a run that goes on keeps its own but for what is given. */
    private ModelDescription describe(Optional<ModelDescription> saved, List<String> classNames) throws IOException {
        ModelDescription own =
                model == null ? saved.orElseThrow() : MetaFormers.standard().describe(model);
        ModelDescription base = saved.orElse(own);
        return ModelDescription.of(
                        base.name(),
                        own.architecture().withClasses(classNames.size()),
                        recipe.size(base.preprocessing()))
                .withLabels(classNames);
    }

    private ModelRequest request() {
        return ModelRequest.of(model).withWeights(weights).withPart(part.read());
    }

    private Metric validation(ModelDescription described, Dataset<ClassTarget> test, SkipNotes skips) {
        ValidationOptions options = ValidationOptions.of(described.preprocessing())
                .withBrokenPictures(brokenPictures())
                .withWorkers(Math.max(1, workers));
        return Validator.metric(options, test, result -> skips.tell("validation", result.skipped()));
    }

    private int run(Trainer trainer, int samples, SkipNotes skips) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (StopSignals signals = new StopSignals(trainer::requestStop);
                TrainingDisplay display =
                        new TrainingDisplay(out, spec.commandLine().getErr(), samples, skips)) {
            if (tensorBoard) {
                trainer.listen(TensorBoardLog.in(output));
            }
            TrainingResult result = trainer.listen(display).run();
            out.println(
                    result.finished()
                            ? "done: " + output.resolve(ModelDescription.WEIGHTS_FILE_NAME) + " and "
                                    + ModelDescription.FILE_NAME
                            : "interrupted; go on with --resume");
            return result.finished() ? 0 : signals.exitCode();
        }
    }
}

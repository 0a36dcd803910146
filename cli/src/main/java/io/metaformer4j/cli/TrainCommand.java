package io.metaformer4j.cli;

import io.metaformer4j.evaluation.LoadedModel;
import io.metaformer4j.evaluation.MetaFormers;
import io.metaformer4j.evaluation.ModelRequest;
import io.metaformer4j.evaluation.ValidationOptions;
import io.metaformer4j.evaluation.ValidationResult;
import io.metaformer4j.evaluation.Validator;
import io.metaformer4j.evaluation.WeightsChoice;
import io.metaformer4j.torch.NetworkOptions;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.training.Scores;
import io.metaformer4j.training.Trainer;
import io.metaformer4j.training.TrainingRecipe;
import io.metaformer4j.training.TrainingResult;
import io.metaformer4j.training.TrainingTask;
import io.metaformer4j.vision.data.CachedPictures;
import io.metaformer4j.vision.data.ClassMapFile;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.TrainingSplits;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.model.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a model on a data set. */
@Command(
        name = "train",
        description = {
            "Train a model on a data set.",
            "After every epoch a checkpoint is written to the output folder, from which --resume continues."
        })
final class TrainCommand implements Callable<Integer> {

    private static final int INTERRUPTED = 130;
    private static final int STOP_SECONDS = 120;
    private static final int VALIDATION_BATCH = 250;
    private static final long MEGA = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DATA",
            description = "Class folders, tar, WebDataset shards, IDX files or a CSV list, with splits.")
    private String data;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "Name of a published model, or folder or model.json of your own.")
    private String model;

    @Option(
            names = "--weights",
            defaultValue = "random",
            paramLabel = "WEIGHTS",
            description = "Where training starts: 'pretrained', hf:OWNER/NAME, an https address, a checkpoint file, or "
                    + "'random[:SEED]' (default: random). A classifier of another size is replaced.")
    private WeightsChoice weights;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Folder for checkpoints and results.")
    private Path output;

    @Option(names = "--resume", description = "Go on with the run in the output folder.")
    private boolean resume;

    @Option(
            names = "--train-split",
            defaultValue = "train",
            paramLabel = "NAME",
            description = "Training part (default: ${DEFAULT-VALUE}).")
    private String trainSplit;

    @Option(
            names = "--val-split",
            defaultValue = "validation",
            paramLabel = "NAME",
            description = "Part for validation; val and test are found, too (default: ${DEFAULT-VALUE}).")
    private String validationSplit;

    @Option(names = "--class-map", paramLabel = "FILE", description = "Which folder or name is which class.")
    private Path classMap;

    @Option(
            names = "--workers",
            defaultValue = "1",
            paramLabel = "N",
            converter = ValueRange.Workers.class,
            description = "Threads that read and transform pictures (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--validate-every",
            defaultValue = "1",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "Epochs between validations (default: ${DEFAULT-VALUE}).")
    private int validateEvery;

    @Option(
            names = "--keep",
            defaultValue = "2",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "How many of the latest checkpoints to keep (default: ${DEFAULT-VALUE}).")
    private int keep;

    @Option(
            names = "--cache-mb",
            defaultValue = "1024",
            paramLabel = "MB",
            converter = ValueRange.CountOrZero.class,
            description = "Memory for decoded pictures; 0 decodes in every epoch (default: ${DEFAULT-VALUE}).")
    private long cacheMegabytes;

    @Mixin
    private RecipeArguments recipe;

    @Mixin
    private DeviceArguments device;

    @Override
    public Integer call() throws IOException, InterruptedException {
        NetworkOptions network = device.apply();
        TrainingRecipe chosen = recipe.recipe();
        ImageDecoder decoder = ImageDecoder.standard();
        try (TrainingSplits splits = TrainingSplits.open(data, datasetOptions(), trainSplit, validationSplit)) {
            splits.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
            Dataset train = cached(splits.train(), decoder);
            Dataset test = cached(splits.validation(), decoder);
            ModelFile described = describe(train.classNames());
            TrainingTask task = new TrainingTask(
                    described,
                    chosen,
                    resume ? Optional.empty() : initialWeights(described),
                    train,
                    Optional.of(trained -> scores(trained, described, test)),
                    output,
                    new TrainingTask.Settings(network, workers, validateEvery, keep));
            try (Trainer trainer = resume ? Trainer.resume(task) : Trainer.start(task)) {
                return run(trainer, train.size());
            }
        }
    }

    private DatasetOptions datasetOptions() throws IOException {
        DatasetOptions options = DatasetOptions.standard();
        return classMap == null ? options : options.withClassMap(ClassMapFile.read(classMap));
    }

    private Dataset cached(Dataset dataset, ImageDecoder decoder) {
        return cacheMegabytes == 0 ? dataset : CachedPictures.of(dataset, decoder, cacheMegabytes * MEGA);
    }

    /** The model for the classes of the data. */
    private ModelFile describe(List<String> classNames) throws IOException {
        ModelFile own = MetaFormers.standard().describe(model);
        return new ModelFile(
                own.name(),
                own.architecture().withClasses(classNames.size()),
                recipe.size(own.preprocessing()),
                classNames,
                Map.of());
    }

    private Optional<Map<String, WeightTensor>> initialWeights(ModelFile described) throws IOException {
        if (weights.equals(WeightsChoice.parse(WeightsChoice.RANDOM))) {
            return Optional.empty(); // drawn from the seed of the recipe
        }
        try (DownloadProgress progress = new DownloadProgress(spec.commandLine().getErr());
                LoadedModel loaded = MetaFormers.standard()
                        .withDownloads(progress)
                        .load(ModelRequest.of(model)
                                .withWeights(weights)
                                .withClasses(described.architecture().classes()))) {
            if (!(weights instanceof WeightsChoice.Random)) {
                loaded.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
            }
            return Optional.of(new LinkedHashMap<>(loaded.network().snapshot()));
        }
    }

    private Scores scores(TorchNetwork network, ModelFile described, Dataset test) {
        ValidationResult result = new Validator(
                        network,
                        ValidationOptions.of(described.preprocessing())
                                .withBatchSize(VALIDATION_BATCH)
                                .withWorkers(Math.max(1, workers)))
                .validate(test);
        return new Scores(result.top1(), result.top5(), result.loss(), result.images());
    }

    private int run(Trainer trainer, int samples) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        CountDownLatch ended = new CountDownLatch(1);
        Thread onInterrupt = new Thread(
                () -> {
                    trainer.requestStop();
                    try {
                        ended.await(STOP_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "metaformer-stop");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try (TrainingDisplay display = new TrainingDisplay(out, err, samples)) {
            TrainingResult result = trainer.listen(display).run();
            out.println(
                    result.finished()
                            ? "done: " + output.resolve(Trainer.WEIGHTS_FILE) + " and " + ModelFile.FILE_NAME
                            : "interrupted; go on with --resume");
            return result.finished() ? 0 : INTERRUPTED;
        } finally {
            ended.countDown();
        }
    }
}

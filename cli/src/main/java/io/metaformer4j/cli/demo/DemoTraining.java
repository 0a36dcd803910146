package io.metaformer4j.cli.demo;

import io.metaformer4j.cli.demo.DemoPage.Guess;
import io.metaformer4j.cli.demo.DemoPage.ModelFacts;
import io.metaformer4j.cli.demo.DemoPage.SamplePicture;
import io.metaformer4j.cli.demo.DemoPage.Training;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.SmoothedLoss;
import io.metaformer4j.engine.Network;
import io.metaformer4j.evaluation.Classifier;
import io.metaformer4j.evaluation.Prediction;
import io.metaformer4j.evaluation.page.DataUri;
import io.metaformer4j.evaluation.page.LineChart;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.Trainer;
import io.metaformer4j.training.TrainingListener;
import io.metaformer4j.training.TrainingTask;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.cost.Complexity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Trains a tiny MetaFormer on the bundled part of Fashion-MNIST and tells what came of it. */
final class DemoTraining {

    private static final int SAMPLES = 20;

    private final Path folder;
    private final PrintWriter err;
    private final List<LineChart.Point> losses = new ArrayList<>();
    private final List<LineChart.Point> accuracies = new ArrayList<>();

    DemoTraining(Path folder, PrintWriter err) {
        this.folder = folder;
        this.err = err;
    }

    Training run() throws IOException {
        Path data = folder.resolve("fashion-mnist");
        FashionMnist.unpack(data);
        ModelDescription model = TinyCaFormer.model(LabelSet.fashionMnist().names());
        TrainingRecipe recipe = TinyCaFormer.recipe();
        long start = System.nanoTime();
        try (Dataset<ClassTarget> train = FashionMnist.open(data, "train");
                Dataset<ClassTarget> test = FashionMnist.open(data, "test")) {
            TrainingTask<ClassTarget> task = TrainingTask.ofClasses(
                    model,
                    recipe,
                    Optional.empty(),
                    train,
                    Optional.of(Validator.evaluation(validation(model), test)),
                    folder.resolve("run"),
                    TrainingTask.Settings.DEFAULT);
            int steps = recipe.totalEpochs() * (train.size() / recipe.batching().size());
            try (CommandProgress progress = CommandProgress.start(err, "train", steps, " steps");
                    Trainer trainer = Trainer.start(task)) {
                trainer.listen(new Curves(progress)).run();
                double seconds = (System.nanoTime() - start) / 1e9;
                trainer.network().evaluate();
                try (Network network = trainer.network().view(model.preprocessing())) {
                    return describe(network, model, train, test, seconds);
                }
            }
        }
    }

    private static ValidationOptions validation(ModelDescription model) {
        return ValidationOptions.of(model.preprocessing()).withWorkers(1);
    }

    private Training describe(
            Network network,
            ModelDescription model,
            Dataset<ClassTarget> train,
            Dataset<ClassTarget> test,
            double seconds)
            throws IOException {
        ValidationResult result = Validator.of(network, validation(model)).validate(test);
        Complexity complexity = Complexity.of(
                model.architecture(),
                model.preprocessing().height(),
                model.preprocessing().width());
        ModelFacts facts = new ModelFacts(
                model.name(),
                "A MetaFormer of two stages: the first mixes tokens by separable convolution, the second by attention.",
                complexity.trainable(),
                complexity.macs(),
                Optional.of(
                        String.format(Locale.ROOT, "%.1f %% top-1 on %,d test pictures", result.top1(), test.size())));
        return new Training(
                facts,
                String.format(
                        Locale.ROOT,
                        "%,d training and %,d test pictures of Fashion-MNIST, ten kinds of clothing",
                        train.size(),
                        test.size()),
                seconds,
                LineChart.of("Training loss", "steps", losses, false),
                LineChart.of("Test accuracy (top-1)", "epochs", accuracies, true),
                result.top1() / 100,
                result.top5() / 100,
                samples(network, model, test));
    }

    private static List<SamplePicture> samples(Network network, ModelDescription model, Dataset<ClassTarget> test)
            throws IOException {
        LabelSet labels = LabelSet.fashionMnist();
        ModelDescription trained = model.withArchitecture(network.architecture()); // regularised for training
        Classifier classifier = Classifier.of(LoadedModel.of(trained, network));
        List<SamplePicture> samples = new ArrayList<>();
        ReadBuffer buffer = new ReadBuffer();
        DecodeWorkspace workspace = new DecodeWorkspace();
        for (int i = 0; i < SAMPLES; i++) {
            Picture picture = test.sample(i, buffer)
                    .decode(ImageDecoder.standard(), workspace)
                    .copy();
            Prediction best = classifier.classify(picture, 1).get(0);
            samples.add(new SamplePicture(
                    DataUri.png(picture),
                    labels.name(test.target(i).label()),
                    new Guess(best.label(), best.probability())));
        }
        return samples;
    }

    /** Collects the points of the curves and moves the progress bar. */
    private final class Curves implements TrainingListener {

        private final CommandProgress progress;
        private final SmoothedLoss loss = new SmoothedLoss();

        Curves(CommandProgress progress) {
            this.progress = progress;
        }

        @Override
        public void stepped(StepReport report) {
            double smoothed = loss.add(report.loss());
            losses.add(new LineChart.Point(report.update(), smoothed));
            progress.at(report.update(), String.format(Locale.ROOT, "loss %.3f", smoothed));
        }

        @Override
        public void epochEnded(EpochReport report) {
            report.metrics()
                    .map(metrics -> metrics.value(ClassificationMetrics.TOP1) / 100)
                    .ifPresent(accuracy -> accuracies.add(new LineChart.Point(report.epoch() + 1, accuracy)));
        }
    }
}

package io.metaformer4j.training;

import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.checkpoint.Resumption;
import io.metaformer4j.training.distributed.RankEnvironment;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.distributed.RankLostException;
import io.metaformer4j.training.distributed.RankTimeouts;
import io.metaformer4j.training.distributed.SharedValidation;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A process of several that train together. */
final class RankedRun {

    static final String LOST = "lost: ";
    static final int LOST_CODE = 75;
    static final int VALIDATION = 13;

    /** With batches of 4 that two processes share, some shares have no picture that can be decoded. */
    static final Set<Integer> BROKEN = Set.of(0, 2, 3, 5, 7, 8, 11, 12, 13, 16, 17, 18, 20, 22);

    /** Seconds without a sign of life after which a process is lost. */
    static final int SILENCE = 10;

    private static final int TRAINING = 24;

    private RankedRun() {}

    /** Nobody is missed on a busy machine; where one process is to be missed, it is before the limit of 60 s. */
    private static RankTimeouts timeouts(boolean loses) {
        Duration minute = Duration.ofMinutes(1);
        Duration silence = loses ? Duration.ofSeconds(SILENCE) : minute;
        return new RankTimeouts(minute, minute, minute, Duration.ofMillis(500), silence);
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        boolean endless = arguments[0].equals("endless");
        int code = 0;
        try (RankGroup ranks = RankGroup.join(RankEnvironment.of(System.getenv()), timeouts(endless), lost -> {})) {
            if (endless) {
                train(mixed(ranks, folder.resolve("endless"), 100_000), ranks, 0);
            } else if (arguments[0].equals("unlike")) {
                unlike(ranks, folder.resolve("unlike"));
            } else {
                together(ranks, folder);
            }
            ranks.leave();
        } catch (RankLostException e) {
            System.out.println(LOST + e.getMessage());
            code = LOST_CODE;
        }
        System.out.flush();
        System.exit(code);
    }

    /** The second process puts something beside the model's network. */
    private static void unlike(RankGroup ranks, Path folder) throws IOException {
        TrainingTask<ClassTarget> task = mixed(ranks, folder, 2);
        try {
            train(ranks.isFirst() ? task : task.withNetwork(Painter::create), ranks, 0);
        } catch (MetaFormerException e) {
            System.out.println(e.getMessage()); // all have the same to say, and leave together
        }
    }

    private static void together(RankGroup ranks, Path folder) throws IOException {
        train(mixed(ranks, folder.resolve("mixed"), 2), ranks, 0);
        train(broken(ranks, folder.resolve("broken")), ranks, 0);
        train(statistics(ranks, folder.resolve("statistics")), ranks, 0);
        Path stopped = folder.resolve("stopped");
        train(mixed(ranks, stopped, 2), ranks, 2);
        try (Trainer trainer = Trainer.resume(mixed(ranks, stopped, 2), Resumption.Terms.EXACT, ranks)) {
            trainer.run();
        }
        diverged(ranks, folder.resolve("diverged"));
        diverged(ranks, folder.resolve("apart"));
    }

    /** The second process alone gets no answers, in a validation that is shared, or in one of its own. */
    private static void diverged(RankGroup ranks, Path output) throws IOException {
        TrainingTask<ClassTarget> plain = mixed(ranks, output, 1);
        boolean shared = output.endsWith("diverged");
        TrainingTask<ClassTarget> task = Runs.with(plain, plain.data(), network -> {
            if (ranks.isFirst()) {
                return shared
                        ? plain.validation().orElseThrow().measure(network)
                        : ClassificationMetrics.of(50, 100, 1, VALIDATION);
            } else if (shared) {
                return plain.validation().orElseThrow().measure(new SilentNetwork(network));
            }
            throw DivergedRunTest.noAnswer(network);
        });
        try {
            train(task, ranks, 0);
        } catch (NonFiniteLossException e) {
            System.out.println(e.getMessage()); // all say it, and leave together
        }
    }

    /** Trains; the last process asks for a stop after an update, never after 0. */
    static TrainingResult train(TrainingTask<ClassTarget> task, RankGroup ranks, long stopAt) throws IOException {
        try (Trainer trainer = Trainer.start(task, ranks)) {
            return trainer.listen(new TrainingListener() {
                        @Override
                        public void stepped(StepReport report) {
                            if (ranks.size() > 1) {
                                System.out.println("update " + report.update());
                            }
                            if (report.update() == stopAt && ranks.rank() == ranks.size() - 1) {
                                trainer.requestStop();
                            }
                        }
                    })
                    .run();
        }
    }

    /** Three updates an epoch from all kinds of augmentation, mixing too; but nothing that is random in the network. */
    static TrainingTask<ClassTarget> mixed(RankGroup ranks, Path output, int epochs) {
        return task(ranks, output, Runs.MODEL, Runs.recipe(epochs, 1, 1, Runs.EVERYTHING), Set.of());
    }

    /** Updates from several batches, in which many pictures are missing. */
    static TrainingTask<ClassTarget> broken(RankGroup ranks, Path output) {
        TrainingRecipe recipe = Runs.recipe(2, 2, 1, Runs.CROPS).withBatching(new Batching(4, 2, 1));
        return task(ranks, output, Runs.MODEL, recipe, BROKEN);
    }

    /** The same with batch normalisation over whole batches. */
    static TrainingTask<ClassTarget> statistics(RankGroup ranks, Path output) {
        TrainingRecipe recipe =
                Runs.recipe(2, 2, 1, Runs.CROPS).withBatching(new Batching(4, 2, 1).withSynchronizedStatistics(true));
        return task(ranks, output, Runs.WITH_STATISTICS, recipe, BROKEN);
    }

    private static TrainingTask<ClassTarget> task(
            RankGroup ranks, Path output, ModelDescription model, TrainingRecipe base, Set<Integer> broken) {
        TrainingRecipe recipe = base.withRegularization(Architecture.Regularization.NONE)
                .withOptimization(base.optimization().withOptimizer(new Sgd(0.05, 1e-4, 0.9, true)));
        ValidationOptions options =
                ValidationOptions.of(model.preprocessing()).withBatchSize(4).withWorkers(0);
        Evaluation validation = new SharedValidation(ranks, options, new ColoredSquares(VALIDATION), skipped -> {});
        return TrainingTask.ofClasses(
                model,
                recipe,
                Optional.empty(),
                new ColoredSquares(TRAINING, broken),
                Optional.of(validation),
                output,
                new TrainingTask.Settings(NetworkOptions.DEFAULT, 1, 1, 2, FailurePolicy.SKIP_AND_COUNT));
    }
}

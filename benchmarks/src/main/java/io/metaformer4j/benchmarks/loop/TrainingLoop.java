package io.metaformer4j.benchmarks.loop;

import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.BatchPreparation;
import io.metaformer4j.training.step.Collective;
import io.metaformer4j.training.step.EpochTrainer;
import io.metaformer4j.training.step.NetworkTrainer;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Our training, epoch by epoch: what a {@link io.metaformer4j.training.Trainer} does between two checkpoints, none of which is
 * written. Where the time goes is seen from outside, by an objective and a collective that look at the clock.
 *
 * <p>Belongs to one thread. Owns native memory until it is closed.
 */
public final class TrainingLoop implements AutoCloseable {

    private final TrainingRecipe recipe;
    private final Preprocessing input;
    private final StepClock clock = new StepClock();
    private final List<StepReport> steps = new ArrayList<>();
    private final Collective processes = new TimedCollective(Collective.alone(), clock);
    private final NetworkTrainer trainer;
    private final EpochTrainer<ClassTarget> epochs;
    private RunPosition position = RunPosition.START;

    /**
     * What an epoch was like.
     *
     * @param seconds from the start of the loader to the end of the last update
     * @param phases seconds by what they were spent on
     * @param steps its updates
     */
    public record Epoch(double seconds, Map<String, Double> phases, List<StepReport> steps) {}

    /**
     * Prepares a run.
     *
     * @param network the network
     * @param input size and statistics of the pictures
     * @param recipe all hyper-parameters
     * @param weights weights to start from; empty for fresh ones
     * @param data the training pictures, which stay the caller's to close
     * @param workers threads that load pictures
     * @throws io.metaformer4j.zoo.MetaFormerException if the network has fewer classes than the data
     */
    public TrainingLoop(
            LoopNetwork network,
            Preprocessing input,
            TrainingRecipe recipe,
            Optional<Map<String, WeightTensor>> weights,
            Dataset<ClassTarget> data,
            int workers) {
        this.recipe = recipe;
        this.input = input;
        ModelDescription model = ModelDescription.of(network.name(), network.architecture(), input);
        Objective<ClassTarget> objective = new TimedObjective(recipe.objective(), clock);
        objective.requireFit(model.architecture(), data);
        LoaderOptions loading = LoaderOptions.training(recipe.batching().size(), workers, recipe.seed());
        BatchPreparation<ClassTarget> preparation =
                new BatchPreparation<>(model, recipe, objective, data, loading, Partition.whole());
        this.trainer = new NetworkTrainer(
                model, recipe, NetworkOptions.DEFAULT, weights, processes, TrainableFactory.BACKBONE);
        this.epochs = new EpochTrainer<>(recipe, preparation, trainer, processes, report -> {
            clock.mark(StepClock.Phase.UPDATE);
            steps.add(report);
        });
    }

    /**
     * Trains one epoch.
     *
     * @return what it was like
     */
    public Epoch epoch() {
        steps.clear();
        clock.start();
        long start = System.nanoTime();
        EpochTrainer.Outcome outcome = epochs.train(position, false, () -> false);
        double seconds = (System.nanoTime() - start) * 1e-9;
        position = outcome.position().nextEpoch().reported(recipe, Optional.empty());
        return new Epoch(seconds, clock.seconds(), List.copyOf(steps));
    }

    /**
     * Counts how often the network is right, in single precision.
     *
     * @param validation other pictures of the same classes
     * @param workers threads that load them
     * @return percentage of pictures whose class has the largest logit
     */
    public double accuracy(Dataset<ClassTarget> validation, int workers) {
        Evaluation evaluation = Validator.evaluation(ValidationOptions.of(input).withWorkers(workers), validation);
        return trainer.measure(evaluation, input).value(ClassificationMetrics.TOP1);
    }

    @Override
    public void close() {
        trainer.close();
        processes.close();
    }
}

package io.metaformer4j.training.step;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.ImageTensors;
import io.metaformer4j.torch.TorchInference;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.NetworkOptions;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.optimizer.Optimizer;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.average.WeightAverage;
import io.metaformer4j.training.optimizer.clip.GradientClipper;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.plan.HeadPlan;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/** What changes while a network learns: its weights, their average and the state of the optimizer. */
public final class TrainableNetwork implements AutoCloseable {

    /** What closes the parts, the last one that was made first. */
    private final Deque<Runnable> closing = new ArrayDeque<>();

    private final Replicas replicas;
    private final TorchNetwork network;
    private final Optional<TorchNetwork> averaged;
    private final Optional<WeightAverage> average;
    private final Optimizer optimizer;
    private final GradientClipper clipper;

    /** Starts from given weights, or from fresh ones if there are none. */
    public TrainableNetwork(
            ModelDescription model,
            TrainingRecipe recipe,
            Objective objective,
            NetworkOptions options,
            Optional<Map<String, WeightTensor>> weights) {
        try {
            ImageTensors inputs = owned(ImageTensors.of(model.preprocessing()), ImageTensors::close);
            this.network = weights.map(tensors -> TorchNetwork.load(model.architecture(), options, tensors))
                    .orElseGet(() -> TorchNetwork.create(model.architecture(), options, recipe.seed()));
            this.replicas = owned(
                    new Replicas(
                            LocalCollective.of(recipe.batching().replicas()),
                            member -> new Replica(objective, recipe.precision(), network, inputs, member)),
                    Replicas::close);
            Optimization optimization = recipe.optimization();
            String classifier = classifier(model);
            this.optimizer = owned(
                    optimization
                            .optimizer()
                            .create(optimization.groups(replicas.first().parameters(), classifier)),
                    Optimizer::close);
            this.clipper = owned(
                    new GradientClipper(optimization.clipping(), Optional.of(classifier)), GradientClipper::close);
            Optional<Averaging.Moving> averaging = optimization.averaging().average();
            this.averaged = averaging.map(rule ->
                    owned(TorchNetwork.load(model.architecture(), options, network.snapshot()), TorchNetwork::close));
            this.average = averaging.map(rule -> owned(
                    new WeightAverage(rule, tensors(averaged.orElseThrow()), tensors(network)), WeightAverage::close));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Name of the last linear layer, which learns at the full rate and whose gradients adaptive clipping leaves alone. */
    private static String classifier(ModelDescription model) {
        HeadPlan head = NetworkPlan.of(model.architecture()).head();
        return head.classifier().map(Operation.Linear::path).orElse(head.path());
    }

    private <T> T owned(T part, Consumer<T> close) {
        closing.push(() -> close.accept(part));
        return part;
    }

    private static List<Tensor> tensors(TorchNetwork network) {
        return new ArrayList<>(network.state().values());
    }

    /**
     * Adds the gradients of a batch.
     *
     * @param batch the batch
     * @param group how many batches share the update
     * @param seed decides about stochastic depth and dropout
     * @return mean loss of the batch; if it is not finite the gradients are useless
     */
    double accumulate(TrainingBatch batch, int group, long seed) {
        return replicas.accumulate(batch, 1.0 / group, seed);
    }

    /** Gathers and clips the gradients; returns their norm before. */
    double clip() {
        replicas.gather();
        return clipper.clip(replicas.first().parameters());
    }

    /** Changes the weights by the gradients, which are forgotten. The number of the update counts from 1. */
    void update(double rate, long number) {
        optimizer.step(rate);
        optimizer.clearGradients();
        average.ifPresent(a -> a.update(number));
    }

    /** Checks that all weights are finite, before they are saved as such. */
    public void requireFinite(long updates, String advice) {
        try (TensorScope scope = TensorScope.open()) {
            network.state().forEach((name, tensor) -> {
                if (!Double.isFinite(tensor.sum().item_double())) {
                    throw new NonFiniteLossException(name, updates, advice);
                }
            });
        }
    }

    /** Measures the network that is the result so far, which answers as for inference. */
    public Metrics measure(Metric metric, Preprocessing preprocessing) {
        TorchNetwork measured = result();
        measured.evaluate();
        try (TorchInference view = TorchInference.of(measured, preprocessing)) {
            return metric.measure(view);
        }
    }

    /** The network that learns. */
    public TorchNetwork network() {
        return network;
    }

    /** The averaged network, if there is one. */
    public Optional<TorchNetwork> averaged() {
        return averaged;
    }

    /** The network that is the result: the averaged one if there is one. */
    public TorchNetwork result() {
        return averaged.orElse(network);
    }

    /** What changes the weights; owned by this. */
    public Optimizer optimizer() {
        return optimizer;
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}

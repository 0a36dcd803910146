package io.metaformer4j.training.step;

import io.metaformer4j.engine.Network;
import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.ImageTensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.network.SoundnessCheck;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.training.optimizer.Optimizer;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.average.WeightAverage;
import io.metaformer4j.training.optimizer.clip.GradientClipper;
import io.metaformer4j.training.recipe.Freezing;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** What changes while a network learns: its weights, their average and the state of the optimizer. */
public final class NetworkTrainer implements AutoCloseable {

    /** What closes the parts, the last one that was made first. */
    private final Deque<Runnable> closing = new ArrayDeque<>();

    private final Collective processes;
    private final Optional<LossScaler> scaler;
    private final Replicas replicas;
    private final SharedPasses passes;
    private final Trainable network;
    private final Set<String> frozen;
    private final Optional<Trainable> averaged;
    private final Optional<WeightAverage> average;
    private final Optimizer optimizer;
    private final GradientClipper clipper;
    private final SoundnessCheck soundness;

    /** Starts from given weights, or from fresh ones if there are none; nobody else computes the same updates. */
    public NetworkTrainer(
            ModelDescription model,
            TrainingRecipe recipe,
            NetworkOptions options,
            Optional<Map<String, WeightTensor>> weights) {
        this(model, recipe, options, weights, Collective.alone(), TrainableFactory.BACKBONE);
    }

    /** The same in one of several processes, with any network; the collective stays the caller's to close. */
    public NetworkTrainer(
            ModelDescription model,
            TrainingRecipe recipe,
            NetworkOptions options,
            Optional<Map<String, WeightTensor>> weights,
            Collective processes,
            TrainableFactory networks) {
        this(
                model,
                recipe,
                () -> networks.create(model.architecture(), options, weights, recipe.seed()),
                processes,
                LossScaler.of(recipe.precision()));
    }

    /** The same with a scaler that the precision need not ask for, which belongs to this. */
    NetworkTrainer(
            ModelDescription model,
            TrainingRecipe recipe,
            Supplier<Trainable> fresh,
            Collective processes,
            Optional<LossScaler> scaler) {
        this.processes = processes;
        this.scaler = scaler.map(given -> owned(given, LossScaler::close));
        try {
            ImageTensors inputs = owned(ImageTensors.of(model.preprocessing()), ImageTensors::close);
            this.soundness = new SoundnessCheck(inputs);
            Optimization optimization = recipe.optimization();
            this.network = fresh.get();
            this.frozen = freeze(optimization.freezing(), network);
            this.replicas = owned(replicas(recipe, inputs), Replicas::close);
            List<Parameter> parameters = replicas.first().parameters();
            processes.shareWeights(parameters);
            this.passes = owned(
                    new SharedPasses(recipe.batching(), network.backbone(), parameters, processes),
                    SharedPasses::close);
            String last = network.lastModule();
            this.optimizer = owned(
                    optimization.optimizer().create(optimization.groups(parameters, last, frozen)), Optimizer::close);
            this.clipper =
                    owned(new GradientClipper(optimization.clipping(), Optional.of(last)), GradientClipper::close);
            Optional<Averaging.Moving> averaging = optimization.averaging().average();
            this.averaged = averaging.map(rule -> owned(network.copy(), Trainable::close));
            this.average = averaging.map(rule -> owned(
                    new WeightAverage(rule, changing(averaged.orElseThrow()), changing(network)),
                    WeightAverage::close));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Replicas replicas(TrainingRecipe recipe, ImageTensors inputs) {
        Replicas made = new Replicas(
                LocalCollective.of(recipe.batching().replicas()),
                member -> new Replica(recipe.precision(), network, inputs, member));
        made.checkpointGradients(recipe.batching().checkpointGradients());
        return made;
    }

    private <T> T owned(T part, Consumer<T> close) {
        closing.push(() -> close.accept(part));
        return part;
    }

    /**
     * Autograd passes over what needs no gradient, so that what lies before the first layer that learns costs no time. Nobody
     * else closes the network yet.
     */
    private static Set<String> freeze(Freezing freezing, Trainable network) {
        try {
            Set<String> frozen = freezing.frozen(network);
            network.parameters().forEach((name, tensor) -> tensor.set_requires_grad(!frozen.contains(name)));
            return frozen;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    /** What is not frozen: the average of anything else is what it was. */
    private List<Tensor> changing(Trainable one) {
        return List.copyOf(Replica.others(frozen, one).values());
    }

    /**
     * Adds the gradients of what this process has of a batch.
     *
     * @param batch the batch, or its part
     * @param weight share of it in the gradient of the update
     * @param seed decides about stochastic depth and dropout
     * @return mean loss of it; if it is not finite the gradients are useless
     */
    double accumulate(TrainingBatch batch, double weight, long seed) {
        soundness.see(batch.images());
        double scale = scaler.map(LossScaler::scale).orElse(1.0);
        return replicas.accumulate(batch, weight * scale, seed);
    }

    /** What runs {@link #accumulate} beside the other processes, if this one has pictures of the batch; owned by this. */
    SharedPasses passes() {
        return passes;
    }

    /** Gathers the gradients of all replicas and processes, takes the scale off and clips them; returns their norm before. */
    double clip() {
        replicas.gather();
        List<Parameter> parameters = replicas.first().parameters();
        processes.sumGradients(parameters);
        scaler.ifPresent(s -> s.unscale(parameters));
        return clipper.clip(parameters);
    }

    /** Whether gradients of a norm overflowed only because losses are scaled, so that the update is to be left out. */
    boolean skips(double norm) {
        return !Double.isFinite(norm) && scaler.filter(LossScaler::canBackOff).isPresent();
    }

    /** Notes the running statistics, which forward passes change at once, before an update that may be left out. */
    void keepStatistics() {
        replicas.keepStatistics(frozen);
    }

    /** Leaves an update out: gradients and statistics are as before, the next losses are scaled less. */
    void skip() {
        optimizer.clearGradients();
        replicas.restoreStatistics();
        scaler.filter(LossScaler::canBackOff).ifPresent(s -> s.update(false));
    }

    /** Changes the weights by the gradients, which are forgotten. The number of the update counts from 1. */
    void update(double rate, long number) {
        optimizer.step(rate);
        optimizer.clearGradients();
        average.ifPresent(a -> a.update(number));
        scaler.ifPresent(s -> s.update(true));
    }

    /**
     * Gives all processes the running statistics of the first, which each of them has taken of its own parts of the batches,
     * unless they are those of whole batches. Other than that their networks are equal.
     */
    public void shareStatistics() {
        List<Parameter> statistics = new ArrayList<>();
        for (Trainable one : averaged.map(a -> List.of(network, a)).orElse(List.of(network))) {
            Replica.others(one.parameters().keySet(), one)
                    .forEach((name, tensor) -> statistics.add(new Parameter(name, tensor)));
        }
        processes.shareWeights(statistics);
    }

    /**
     * Looks for what makes the network, or its average, useless, before they are saved.
     *
     * @return a clause on what is not finite in this process; empty if nothing is
     */
    public Optional<String> fault() {
        return soundness.fault(network, "").or(() -> averaged.flatMap(one -> soundness.fault(one, "averaged ")));
    }

    /**
     * Measures the network that is the result so far, which answers as for inference.
     *
     * @throws io.metaformer4j.zoo.MetaFormerException if the evaluation measures something else than its metrics
     */
    public Metrics measure(Evaluation evaluation, Preprocessing preprocessing) {
        Trainable result = result();
        result.evaluate();
        try (Network view = result.view(preprocessing)) {
            Metrics measured = evaluation.measure(view);
            measured.requireMetrics(evaluation.metrics());
            return measured;
        }
    }

    /**
     * Takes saved weights into all replicas. What is not learnt, such as random matrices, each of them has for itself.
     *
     * @param saved weights by canonical names
     */
    public void restore(Map<String, WeightTensor> saved) {
        replicas.restore(saved);
    }

    /** The network that learns. */
    public Trainable network() {
        return network;
    }

    /** Canonical names of the tensors that stay as they are. */
    public Set<String> frozen() {
        return frozen;
    }

    /** The averaged network, if there is one. */
    public Optional<Trainable> averaged() {
        return averaged;
    }

    /** The network that is the result: the averaged one if there is one. */
    public Trainable result() {
        return averaged.orElse(network);
    }

    /** What scales losses, if the forward pass is in float16; owned by this. */
    public Optional<LossScaler> scaler() {
        return scaler;
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

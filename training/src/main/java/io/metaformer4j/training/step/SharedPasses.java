package io.metaformer4j.training.step;

import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.StatisticsExchange;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The passes of this process beside those of the others. Gradients that are complete leave while others are computed. If the
 * statistics of batch normalisation are those of the whole batch, they are added up in the midst of the passes, where all
 * processes have to do the same.
 *
 * <p>A process that has no picture of a batch takes part in these sums with zeros. It cannot know what the others add up, so for
 * such a batch they say before each sum how long it is, and at the end that there are no more. Then it takes their running
 * statistics, since it has seen nothing of the batch.
 *
 * <p>Confined to one thread.
 */
final class SharedPasses implements StatisticsExchange, AutoCloseable {

    private final Collective processes;
    private final TorchNetwork network;
    private final Optional<GradientSignals> signals;
    private boolean announcing;

    /**
     * Prepares the passes.
     *
     * @param batching how many replicas share the pictures of a process, of which several gather their gradients first, so
     *     that none can leave earlier; and whose statistics batch normalisation takes
     * @param network the network of this process
     * @param parameters what of it is added up
     * @param processes all of them
     */
    SharedPasses(Batching batching, TorchNetwork network, List<Parameter> parameters, Collective processes) {
        this.processes = processes;
        this.network = network;
        this.signals = processes.size() > 1 && batching.replicas() == 1
                ? Optional.of(new GradientSignals(parameters))
                : Optional.empty();
        if (processes.size() > 1 && batching.synchronizeStatistics()) {
            network.synchronizeStatistics(this);
        }
    }

    /**
     * Runs the passes of this process over a batch. All processes do so at once.
     *
     * @param own computes the gradients and returns the loss; empty if this process has no picture of the batch
     * @param everywhere whether each process has pictures of it
     * @param last whether the gradients of the update are complete after it
     * @return the loss; 0 without pictures
     */
    double run(Optional<DoubleSupplier> own, boolean everywhere, boolean last) {
        if (!last || signals.isEmpty()) {
            return pass(own, everywhere);
        }
        double[] loss = new double[1];
        processes.overlap(signals.get(), () -> loss[0] = pass(own, everywhere));
        return loss[0];
    }

    private double pass(Optional<DoubleSupplier> own, boolean everywhere) {
        announcing = network.synchronizesStatistics() && !everywhere;
        double loss = own.map(DoubleSupplier::getAsDouble).orElse(0.0);
        if (announcing) {
            if (own.isPresent()) {
                processes.sumsOfPasses(0, 0);
            } else {
                attend();
            }
            shareStatistics(own.isPresent());
        }
        return loss;
    }

    @Override
    public double[] sums(double... own) {
        if (announcing) {
            processes.sumsOfPasses(own.length, 1);
        }
        return processes.sumsOfPasses(own);
    }

    /** Adds zeros to what the others add up. Those that have pictures say the same, so that any number of them may. */
    private void attend() {
        double[] next = processes.sumsOfPasses(0, 0);
        while (next[1] > 0) {
            processes.sumsOfPasses(new double[(int) (next[0] / next[1])]);
            next = processes.sumsOfPasses(0, 0);
        }
    }

    /** Those that had pictures have the same statistics, of which the mean over these processes is the same bit for bit. */
    private void shareStatistics(boolean known) {
        List<Tensor> statistics = statistics();
        double[] own = new double
                [1
                        + statistics.stream()
                                .mapToInt(tensor -> Math.toIntExact(tensor.numel()))
                                .sum()];
        if (known) {
            own[0] = 1;
            int at = 1;
            for (Tensor tensor : statistics) {
                for (float value : Tensors.toFloats(tensor)) {
                    own[at] = value;
                    at++;
                }
            }
        }
        double[] sums = processes.sumsOfPasses(own);
        if (!known) {
            take(sums, statistics);
        }
    }

    private static void take(double[] sums, List<Tensor> statistics) {
        int at = 1;
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (Tensor tensor : statistics) {
                float[] values = new float[Math.toIntExact(tensor.numel())];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (sums[at + i] / sums[0]);
                }
                at += values.length;
                if (tensor.dim() == 0) {
                    tensor.fill_(new Scalar(values[0]));
                } else {
                    tensor.copy_(Tensors.of(values, tensor.shape()));
                }
            }
        }
    }

    /** Running statistics and counters of batches. */
    private List<Tensor> statistics() {
        Map<String, Tensor> state = network.state();
        return ParameterLayout.of(network.architecture()).specs().stream()
                .filter(spec -> spec.kind() == ParameterSpec.Kind.BUFFER || spec.kind() == ParameterSpec.Kind.COUNTER)
                .map(spec -> state.get(spec.name()))
                .toList();
    }

    @Override
    public void close() {
        signals.ifPresent(GradientSignals::close);
    }
}

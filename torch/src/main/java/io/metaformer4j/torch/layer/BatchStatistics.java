package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.batch_norm_update_stats;

import io.metaformer4j.torch.natives.GradientHook;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.StatisticsExchange;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The statistics of batch normalisation over the maps of several networks that compute a batch together. The sums travel through
 * Java's memory, also those of graphics cards.
 *
 * <p>Java cannot give autograd a function with a gradient of its own, but a hook may replace a gradient. A sum over all
 * networks, {@code t = part_1 + part_2 + ...}, is for each of them a function of its own part, with the value of the whole; and
 * the loss of the batch is the sum of theirs. So the gradient of every part is the sum of the gradients that all networks have
 * for {@code t}, and a hook on the part gets it from the others.
 *
 * <p>Confined to one thread at a time. libtorch does not own the hook, so this is closed when no gradients are computed any more.
 */
public final class BatchStatistics implements AutoCloseable {

    private final StatisticsExchange exchange;
    private final GradientHook hook; // one does for all parts
    private Optional<RuntimeException> failure = Optional.empty();

    /**
     * Prepares the sums.
     *
     * @param exchange adds up over all networks
     */
    public BatchStatistics(StatisticsExchange exchange) {
        this.exchange = exchange;
        try (TensorScope scope = TensorScope.open()) {
            this.hook = GradientHook.of(this::sumOfAll);
        }
    }

    /**
     * Mean and variance of each channel, which know nothing of gradients.
     *
     * @param count values of a channel in all maps
     * @param mean their means {@code [C]}
     * @param variance means of their squared deviations {@code [C]}
     */
    record Moments(double count, Tensor mean, Tensor variance) {}

    /**
     * Mean and variance over the maps of all networks. In double precision the mean of the squares less the square of the
     * mean keeps all digits that float32 has.
     *
     * @param map the map of this network, float32 {@code [N, C, H, W]}
     * @return the moments, owned by the open scope, the same bits for all networks
     */
    Moments moments(Tensor map) {
        requireExchanged();
        int channels = Math.toIntExact(map.size(1));
        double[] own = new double[1 + 2 * channels];
        own[0] = (double) map.numel() / channels;
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            T_TensorTensor_T found = batch_norm_update_stats(map, NoArgument.tensor(), NoArgument.tensor(), 0);
            float[] means = Tensors.toFloats(found.get0());
            float[] variances = Tensors.toFloats(found.get1());
            for (int c = 0; c < channels; c++) {
                own[1 + c] = own[0] * means[c];
                own[1 + channels + c] = own[0] * (variances[c] + (double) means[c] * means[c]);
            }
            double[] all = exchange.sums(own);
            for (int c = 0; c < channels; c++) {
                double mean = all[1 + c] / all[0];
                means[c] = (float) mean;
                variances[c] = (float) Math.max(0, all[1 + channels + c] / all[0] - mean * mean);
            }
            return new Moments(
                    all[0],
                    scope.keep(Tensors.of(means, channels).to(map.device(), ScalarType.Float)),
                    scope.keep(Tensors.of(variances, channels).to(map.device(), ScalarType.Float)));
        }
    }

    /**
     * What all networks have in common, as a function of what this one adds to it.
     *
     * @param value the sum over all networks
     * @param part what this one adds, of which only the gradient matters; it requires one
     * @return the value, whose gradients in all networks are added up and go to the part
     */
    Tensor dependingOn(Tensor value, Tensor part) {
        part.register_hook(hook);
        return value.add(part.sub(part.detach()));
    }

    private Tensor sumOfAll(Tensor gradient) {
        if (failure.isPresent()) {
            return gradient;
        }
        try {
            return TensorScope.scoped(() -> {
                float[] values = Tensors.toFloats(gradient);
                double[] own = new double[values.length];
                for (int i = 0; i < own.length; i++) {
                    own[i] = values[i];
                }
                double[] all = exchange.sums(own);
                for (int i = 0; i < own.length; i++) {
                    values[i] = (float) all[i];
                }
                return Tensors.of(values, values.length).to(gradient.device(), ScalarType.Float);
            });
        } catch (RuntimeException e) { // on its way through libtorch it would lose its type
            failure = Optional.of(e);
            return gradient;
        }
    }

    /** Throws what an exchange in the last backward pass has thrown, whose gradients are useless then. */
    public void requireExchanged() {
        Optional<RuntimeException> thrown = failure;
        failure = Optional.empty();
        if (thrown.isPresent()) {
            throw thrown.get();
        }
    }

    @Override
    public void close() {
        hook.close();
    }
}

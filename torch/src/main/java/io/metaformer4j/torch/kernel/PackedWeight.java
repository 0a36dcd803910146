package io.metaformer4j.torch.kernel;

import io.metaformer4j.torch.natives.TensorScope;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights of a layer in a derived form that is made again when they have changed. Any number of threads may read it at
 * once, as long as nobody changes the weights meanwhile.
 */
public final class PackedWeight implements AutoCloseable {

    private record Version(long weight, long bias) {}

    private record Cached(Optional<Packed> packed, Version version) {}

    private final Tensor weight;
    private final Optional<Tensor> bias;
    private final Function<Tensor, Optional<Packed>> pack;
    private volatile Cached cached;

    /**
     * Describes a derived form.
     *
     * @param weight the weight it is made of
     * @param bias the bias it is made of
     * @param pack makes it from the weight; empty if this cannot be done rightly
     */
    public PackedWeight(Tensor weight, Optional<Tensor> bias, Function<Tensor, Optional<Packed>> pack) {
        this.weight = weight;
        this.bias = bias;
        this.pack = pack;
    }

    /** The derived form of the weights as they are now, owned by this. */
    public Optional<Packed> current() {
        Cached known = cached;
        return known != null && known.version().equals(version()) ? known.packed() : repacked();
    }

    private Version version() {
        return new Version(weight._version(), bias.map(Tensor::_version).orElse(0L));
    }

    private synchronized Optional<Packed> repacked() {
        Version version = version();
        if (cached == null || !cached.version().equals(version)) {
            close();
            try (TensorScope ignored = TensorScope.open()) {
                cached = new Cached(pack.apply(weight.detach()).map(Packed::retained), version);
            }
        }
        return cached.packed();
    }

    /** Discards the derived form. */
    @Override
    public synchronized void close() {
        if (cached != null) {
            cached.packed().ifPresent(Packed::close);
            cached = null;
        }
    }
}

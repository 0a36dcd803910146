package io.metaformer4j.torch;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A weight in a derived form that is made again when the weight has changed. Any number of threads may read it at once, as
 * long as nobody changes the weight meanwhile.
 */
final class PackedWeight implements AutoCloseable {

    private record Packed(Tensor tensor, long version) {}

    private final Tensor weight;
    private final UnaryOperator<Tensor> pack;
    private volatile Packed packed;

    PackedWeight(Tensor weight, UnaryOperator<Tensor> pack) {
        this.weight = weight;
        this.pack = pack;
    }

    /** The derived form of the weight as it is now, owned by this. */
    Tensor current() {
        Packed known = packed;
        return known != null && known.version() == weight._version() ? known.tensor() : renewed();
    }

    private synchronized Tensor renewed() {
        long version = weight._version();
        if (packed == null || packed.version() != version) {
            close();
            try (TensorScope ignored = TensorScope.open()) {
                packed = new Packed(pack.apply(weight).<Tensor>retainReference(), version);
            }
        }
        return packed.tensor();
    }

    /** Forgets the derived form. */
    @Override
    public synchronized void close() {
        if (packed != null) {
            packed.tensor().close();
            packed = null;
        }
    }
}

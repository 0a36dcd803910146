package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.linear;

import io.metaformer4j.torch.OneDnn.Fused;
import io.metaformer4j.torch.OneDnn.Geometry;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows of each weight that nothing was lost when it was packed: the packed and the plain layer must give the same for a few
 * positions. This finds what probes with other shapes than a network's cannot, and costs about as much as reading the weights
 * twice.
 */
final class PackingProof {

    private static final Logger LOG = LoggerFactory.getLogger(PackingProof.class);

    /**
     * Of the largest right value. Sums of some thousand products in float32 differ by about 1e-6 with their order; a typical
     * weight that is lost among as many makes a difference of more than 1e-4.
     */
    private static final double BOUND = 1e-4;

    private static final int ROWS = 2;

    private final OneDnn oneDnn;
    private final AtomicBoolean warned = new AtomicBoolean();

    PackingProof(OneDnn oneDnn) {
        this.oneDnn = oneDnn;
    }

    /** The candidate, or empty if it does not compute {@code x matrix' + bias}. */
    Optional<Packed> ofLinear(String name, Tensor matrix, Optional<Tensor> bias, Packed candidate) {
        Tensor rows = ProbeValues.awayFromZero(ROWS, matrix.size(1));
        return judge(
                name, candidate, oneDnn.linear(rows, candidate, Fused.NOTHING), linear(rows, matrix, optional(bias)));
    }

    /** The candidate, or empty if it does not compute the convolution; {@code windows} is {@code [out, in, k, k]}. */
    Optional<Packed> ofConvolution(
            String name, Tensor windows, Optional<Tensor> bias, Geometry geometry, Packed candidate) {
        long size = windows.size(2);
        Tensor map = ProbeValues.awayFromZero(1, windows.size(1), size, size);
        long[] stride = {geometry.stride(), geometry.stride()};
        long[] padding = {geometry.padding(), geometry.padding()};
        Tensor expected = Formulas.convolution(map, windows, optional(bias), stride, padding);
        return judge(name, candidate, oneDnn.convolution(map, candidate, geometry), expected);
    }

    private static TensorOptional optional(Optional<Tensor> tensor) {
        return tensor.map(TensorOptional::new).orElseGet(Absent::tensor);
    }

    private Optional<Packed> judge(String name, Packed candidate, Tensor computed, Tensor expected) {
        double error = ProbeValues.error(computed, expected);
        if (error <= BOUND) {
            return Optional.of(candidate);
        }
        if (!warned.getAndSet(true)) {
            LOG.warn(
                    "weights of {} change by {} of the largest value when they are packed on this processor ({}); such layers"
                            + " are computed without packing, which is slower",
                    name,
                    String.format(Locale.ROOT, "%.2g", error),
                    Processor.ofThisMachine().name());
        }
        return Optional.empty();
    }
}

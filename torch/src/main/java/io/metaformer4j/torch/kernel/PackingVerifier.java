package io.metaformer4j.torch.kernel;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.linear;

import io.metaformer4j.engine.machine.Processor;
import io.metaformer4j.torch.kernel.OneDnn.Geometry;
import io.metaformer4j.torch.natives.NoArgument;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies of each weight that nothing was lost when it was packed: the packed and the plain layer must give the same for one row
 * without zeros, or a small map. This finds what probes with other shapes than a network's cannot, and costs about as much
 * as reading the weights twice.
 */
public final class PackingVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(PackingVerifier.class);

    /**
     * Of the largest right value. Sums of some thousand products in float32 differ by about 1e-6 with their order; a typical
     * weight that is lost among as many makes a difference of more than 1e-4.
     */
    private static final double BOUND = 1e-4;

    /** Products that the BLAS takes on one thread: waking others takes longer than the verification. */
    private static final int SINGLE_THREAD = 1 << 18;

    private final OneDnn oneDnn;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Verifies weights that were packed by given operators. */
    public PackingVerifier(OneDnn oneDnn) {
        this.oneDnn = oneDnn;
    }

    /** The candidate, or empty if it does not compute {@code x matrix' + bias}. */
    public Optional<Packed> verifyLinear(String name, Tensor matrix, Optional<Tensor> bias, Packed candidate) {
        Tensor row = ProbeValues.awayFromZero(1, matrix.size(1));
        Tensor product = product(row, matrix);
        Tensor expected = bias.map(product::add).orElse(product);
        return verified(name, candidate, oneDnn.linear(row, candidate, FusedActivation.NONE), expected);
    }

    /** {@code row matrix'}, some outputs at a time. */
    private static Tensor product(Tensor row, Tensor matrix) {
        long outputs = matrix.size(0);
        long chunk = Math.max(1, SINGLE_THREAD / matrix.size(1));
        TensorVector parts = new TensorVector();
        for (long first = 0; first < outputs; first += chunk) {
            Tensor part = matrix.narrow(0, first, Math.min(chunk, outputs - first));
            parts.push_back(linear(row, part, NoArgument.tensor()));
        }
        return cat(parts, 1);
    }

    /** The candidate, or empty if it does not compute the convolution; {@code windows} is {@code [out, in, k, k]}. */
    public Optional<Packed> verifyConvolution(
            String name, Tensor windows, Optional<Tensor> bias, Geometry geometry, Packed candidate) {
        long size = windows.size(2);
        Tensor map = ProbeValues.awayFromZero(1, windows.size(1), size, size);
        long[] stride = {geometry.stride(), geometry.stride()};
        long[] padding = {geometry.padding(), geometry.padding()};
        Tensor expected = Formulas.convolution(map, windows, optional(bias), stride, padding);
        return verified(name, candidate, oneDnn.convolution(map, candidate, geometry), expected);
    }

    private static TensorOptional optional(Optional<Tensor> tensor) {
        return tensor.map(TensorOptional::new).orElseGet(NoArgument::tensor);
    }

    private Optional<Packed> verified(String name, Packed candidate, Tensor computed, Tensor expected) {
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

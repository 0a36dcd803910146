package io.metaformer4j.training.optimizer;

import static org.bytedeco.pytorch.global.torch.linalg_vector_norm;

import io.metaformer4j.torch.natives.TensorScope;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Measures and clips the gradients of a network. Confined to one thread. */
public final class GradientClipper implements AutoCloseable {

    private final Clipping clipping;
    private final ForeachOps ops = new ForeachOps();

    /**
     * Creates a clipper.
     *
     * @param clipping what to do
     */
    public GradientClipper(Clipping clipping) {
        this.clipping = clipping;
    }

    /**
     * Clips the gradients if need be.
     *
     * @param parameters parameters; those without gradient are left out
     * @return the norm of all gradients before clipping, Euclidean unless another is clipped; NaN or infinite if a gradient is,
     *     in which case nothing was clipped
     */
    public double clip(List<Parameter> parameters) {
        try (TensorScope ignored = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<Tensor> gradients = Parameter.gradients(parameters).stream()
                    .filter(Tensor::defined)
                    .toList();
            if (gradients.isEmpty()) {
                return 0;
            }
            IValue list = ForeachOps.list(gradients);
            double type = clipping.exponent();
            double total = linalg_vector_norm(
                            ops.norms(list, type),
                            new Scalar(type),
                            new LongArrayRefOptional(),
                            false,
                            new ScalarTypeOptional())
                    .item_double();
            double factor = clipping.factor(total);
            if (factor < 1) {
                ops.multiply(list, factor);
            }
            return total;
        }
    }

    @Override
    public void close() {
        ops.close();
    }
}

package io.metaformer4j.training.optimizer.clip;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Measures and clips the gradients of a network. Confined to one thread. */
public final class GradientClipper implements AutoCloseable {

    private final Clipping clipping;
    private final Optional<String> classifier;
    private final ForeachOps ops = new ForeachOps();

    /**
     * Creates a clipper.
     *
     * @param clipping what to do
     * @param classifier name of the last linear layer, which adaptive clipping leaves alone; empty to clip everything
     */
    public GradientClipper(Clipping clipping, Optional<String> classifier) {
        this.clipping = clipping;
        this.classifier = classifier;
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
            List<Parameter> present = new ArrayList<>();
            List<Tensor> gradients = new ArrayList<>();
            for (Parameter parameter : parameters) {
                Tensor gradient = new Tensor(parameter.tensor().grad());
                if (gradient.defined()) {
                    present.add(parameter);
                    gradients.add(gradient);
                }
            }
            if (gradients.isEmpty()) {
                return 0;
            }
            IValue list = ForeachOps.list(gradients);
            double total = ops.norm(list, clipping.exponent());
            if (Double.isFinite(total)) {
                clipping.accept(new Limiter(present, gradients, list, total));
            }
            return total;
        }
    }

    /** Changes gradients whose norm was measured. */
    private final class Limiter implements Clipping.Visitor {

        private final List<Parameter> parameters;
        private final List<Tensor> gradients;
        private final IValue list;
        private final double total;

        Limiter(List<Parameter> parameters, List<Tensor> gradients, IValue list, double total) {
            this.parameters = parameters;
            this.gradients = gradients;
            this.list = list;
            this.total = total;
        }

        @Override
        public void none(Clipping.None own) {
            // nothing to change
        }

        @Override
        public void norm(Clipping.JointNorm own) {
            double factor = own.factor(total);
            if (factor < 1) {
                ops.multiply(list, factor);
            }
        }

        @Override
        public void value(Clipping.Value own) {
            ops.clamp(list, own.max());
        }

        @Override
        public void adaptive(Clipping.Adaptive own) {
            for (int i = 0; i < parameters.size(); i++) {
                Parameter parameter = parameters.get(i);
                if (classifier.filter(parameter::isIn).isEmpty()) {
                    UnitClipping.clip(parameter.tensor(), gradients.get(i), own.factor());
                }
            }
        }
    }

    @Override
    public void close() {
        ops.close();
    }
}

package io.metaformer4j.training.optimizer;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Adds up gradients that several networks with the same weights computed. Confined to one thread. */
public final class GradientSum implements AutoCloseable {

    private final ForeachOps ops = new ForeachOps();

    /** Nothing is added up yet. */
    public GradientSum() {}

    /**
     * Adds the gradients of some parameters to those of others and forgets them there.
     *
     * @param from parameters that lose their gradients
     * @param to parameters in the same order that get them
     */
    public void move(List<Parameter> from, List<Parameter> to) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<Tensor> sums = new ArrayList<>();
            List<Tensor> parts = new ArrayList<>();
            for (int i = 0; i < from.size(); i++) {
                Tensor gradient = from.get(i).tensor().mutable_grad();
                if (!gradient.defined()) {
                    continue;
                }
                Tensor sum = to.get(i).tensor().mutable_grad();
                if (sum.defined()) {
                    sums.add(new Tensor(sum));
                    parts.add(new Tensor(gradient));
                } else {
                    sum.put(gradient);
                }
                gradient.reset();
            }
            if (sums.isEmpty()) {
                return;
            }
            ops.add(ForeachOps.list(sums), ForeachOps.list(parts));
        }
    }

    @Override
    public void close() {
        ops.close();
    }
}

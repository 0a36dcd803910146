package io.metaformer4j.training.optimizer;

import io.metaformer4j.torch.natives.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Keeps the tensors of one network at the moving average of another's. Integer buffers are copied. Owns only its lists, not
 * the tensors. Confined to one thread.
 */
public final class WeightAverage implements AutoCloseable {

    private final Averaging.Exponential averaging;
    private final ForeachOps ops = new ForeachOps();
    private final IValue averages;
    private final IValue sources;
    private final List<Tensor> following = new ArrayList<>();
    private final List<Tensor> copies = new ArrayList<>();
    private final List<Tensor> originals = new ArrayList<>();

    /**
     * Pairs the tensors of two networks.
     *
     * @param averaging the rule
     * @param averages tensors that follow
     * @param sources tensors that lead, in the same order
     */
    public WeightAverage(Averaging.Exponential averaging, List<Tensor> averages, List<Tensor> sources) {
        this.averaging = averaging;
        try (TensorScope ignored = TensorScope.open()) {
            List<Tensor> leading = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                boolean floating = sources.get(i).is_floating_point();
                (floating ? following : copies).add(averages.get(i));
                (floating ? leading : originals).add(sources.get(i));
            }
            this.averages = ForeachOps.list(following);
            this.sources = ForeachOps.list(leading);
            this.averages.retainReference();
            this.sources.retainReference();
        }
    }

    /**
     * Moves the averages after an optimizer step.
     *
     * @param update number of the step, from 1
     */
    public void update(long update) {
        try (TensorScope ignored = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            ops.interpolate(averages, sources, 1 - averaging.decayAt(update));
            ForeachOps.markChanged(following);
            for (int i = 0; i < copies.size(); i++) {
                copies.get(i).copy_(originals.get(i));
            }
        }
    }

    @Override
    public void close() {
        averages.close();
        sources.close();
        ops.close();
    }
}

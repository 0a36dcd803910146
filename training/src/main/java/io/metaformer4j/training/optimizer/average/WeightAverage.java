package io.metaformer4j.training.optimizer.average;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Keeps the tensors of one network at the moving average of another's. Owns only its lists, not the tensors. Confined to one
 * thread.
 */
public final class WeightAverage implements AutoCloseable {

    private final Averaging.Moving averaging;
    private final ForeachOps ops = new ForeachOps();
    private final IValue averages;
    private final IValue sources;
    private final List<Tensor> following = new ArrayList<>();
    private final List<Tensor> counters = new ArrayList<>();
    private final List<Tensor> sourceCounters = new ArrayList<>();

    /**
     * Pairs the tensors of two networks.
     *
     * @param averaging the rule
     * @param averages tensors that follow
     * @param sources tensors that lead, in the same order
     */
    public WeightAverage(Averaging.Moving averaging, List<Tensor> averages, List<Tensor> sources) {
        this.averaging = averaging;
        try (TensorScope ignored = TensorScope.open()) {
            List<Tensor> leading = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                boolean floating = sources.get(i).is_floating_point();
                (floating ? following : counters).add(averages.get(i));
                (floating ? leading : sourceCounters).add(sources.get(i));
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
            double decay = averaging.decayAt(update);
            blend(decay);
            ForeachOps.markChanged(following);
            for (int i = 0; i < counters.size(); i++) {
                Tensor source = sourceCounters.get(i);
                counters.get(i).copy_(averaging.averagesCounters() ? blend(counters.get(i), source, decay) : source);
            }
        }
    }

    /** As timm does: its older average is a sum of two products, which is rounded otherwise than an interpolation. */
    private void blend(double decay) {
        if (averaging.averagesCounters()) {
            ops.multiply(averages, decay);
            ops.add(averages, sources, 1 - decay);
        } else {
            ops.interpolate(averages, sources, 1 - decay);
        }
    }

    /** Rounded to float32; what it is copied into cuts the fraction off. */
    private static Tensor blend(Tensor average, Tensor source, double decay) {
        return average.mul(new Scalar(decay)).add(source.mul(new Scalar(1 - decay)));
    }

    @Override
    public void close() {
        averages.close();
        sources.close();
        ops.close();
    }
}

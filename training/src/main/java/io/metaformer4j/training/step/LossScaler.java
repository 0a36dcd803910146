package io.metaformer4j.training.step;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Keeps small gradients from vanishing in float16, whose smallest number is 6e-8: the loss is multiplied by a scale, and the
 * gradients, which are in single precision, are divided by it. Where they overflow the update is skipped and the scale halved;
 * it doubles after many updates in a row that went well. Numbers and rule are those of PyTorch's {@code GradScaler} (2.10).
 *
 * <p>The scale depends on nothing but which updates overflowed, which is the same in all processes. Confined to one thread.
 */
public final class LossScaler implements AutoCloseable {

    private static final double FIRST = 1 << 16;
    private static final double GROWTH = 2;
    private static final double BACKOFF = 0.5;
    private static final long INTERVAL = 2000;

    /** Below it losses would be shrunk: gradients that overflow at 1 do so by themselves, and no scale mends that. */
    private static final double LOWEST = 1;

    private static final String SCALE = "scale";
    private static final String TRACKER = "_growth_tracker";

    private final ForeachOps ops = new ForeachOps();
    private double scale;
    private long successes;

    /** Begins as PyTorch does. */
    public LossScaler() {
        this(FIRST);
    }

    /** Begins with another scale. */
    LossScaler(double scale) {
        this.scale = scale;
    }

    /** What a training needs whose forward pass has a certain precision: a scaler for float16, else none. */
    static Optional<LossScaler> of(Precision precision) {
        return precision == Precision.FLOAT16 ? Optional.of(new LossScaler()) : Optional.empty();
    }

    /**
     * What the loss is multiplied by.
     *
     * @return a power of two, unless the state of a checkpoint says otherwise
     */
    public double scale() {
        return scale;
    }

    /** Divides the gradients by the scale; parameters without gradient are left out. */
    void unscale(List<Parameter> parameters) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<Tensor> gradients = parameters.stream()
                    .map(parameter -> new Tensor(parameter.tensor().grad()))
                    .filter(Tensor::defined)
                    .toList();
            if (!gradients.isEmpty()) {
                ops.multiply(ForeachOps.list(gradients), 1 / scale);
            }
        }
    }

    /** Whether a smaller scale may mend an overflow. */
    boolean canBackOff() {
        return scale * BACKOFF >= LOWEST;
    }

    /** Notes an update: one that was made, or one whose gradients overflowed. */
    void update(boolean made) {
        if (!made) {
            scale *= BACKOFF;
            successes = 0;
            return;
        }
        successes++;
        if (successes == INTERVAL) {
            successes = 0;
            boolean finite = Float.isFinite((float) (scale * GROWTH));
            scale = finite ? scale * GROWTH : scale;
        }
    }

    /**
     * The state as plain data, for a checkpoint.
     *
     * @return the fields of PyTorch's {@code GradScaler.state_dict()}
     */
    public Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(SCALE, scale);
        data.put("growth_factor", GROWTH);
        data.put("backoff_factor", BACKOFF);
        data.put("growth_interval", INTERVAL);
        data.put(TRACKER, successes);
        return data;
    }

    /**
     * Goes on from the state of a checkpoint.
     *
     * @param data what {@link #toData()} returned
     * @throws MetaFormerException if a number is missing, or the scale is impossible
     */
    public void restore(Map<?, ?> data) {
        double saved = number(data, SCALE).doubleValue();
        if (!(saved > 0) || !Double.isFinite(saved)) {
            throw new MetaFormerException("the checkpoint cannot be resumed: its loss scale " + saved
                    + " is impossible; resume from an older one");
        }
        scale = saved;
        successes = number(data, TRACKER).longValue();
    }

    private static Number number(Map<?, ?> data, String name) {
        if (data.get(name) instanceof Number number) {
            return number;
        }
        throw new MetaFormerException("the checkpoint cannot be resumed: the state of its loss scaler lacks the number "
                + name + "; resume from an older one");
    }

    @Override
    public void close() {
        ops.close();
    }
}

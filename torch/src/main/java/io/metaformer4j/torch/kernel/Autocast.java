package io.metaformer4j.torch.kernel;

import static org.bytedeco.pytorch.global.torch.clear_cache;
import static org.bytedeco.pytorch.global.torch.decrement_nesting;
import static org.bytedeco.pytorch.global.torch.get_autocast_dtype;
import static org.bytedeco.pytorch.global.torch.increment_nesting;
import static org.bytedeco.pytorch.global.torch.is_autocast_enabled;
import static org.bytedeco.pytorch.global.torch.set_autocast_dtype;
import static org.bytedeco.pytorch.global.torch.set_autocast_enabled;

import io.metaformer4j.engine.Precision;
import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The automatic mixed precision of a device on the current thread: convolutions and matrix products run in the low precision,
 * sensitive operations in single precision.
 *
 * @param device the kind of device
 * @param enabled whether it is on
 * @param type the low precision
 */
public record Autocast(DeviceType device, boolean enabled, ScalarType type) {

    /** The setting of the current thread, of the graphics card or of the processor. */
    public static Autocast current(boolean cuda) {
        return current(kind(cuda));
    }

    private static Autocast current(DeviceType device) {
        return new Autocast(
                device, is_autocast_enabled(device), get_autocast_dtype(device).intern());
    }

    private static DeviceType kind(boolean cuda) {
        return cuda ? DeviceType.CUDA : DeviceType.CPU;
    }

    /** Switched on with bfloat16, for the graphics card or the processor. */
    public static Autocast bfloat16(boolean cuda) {
        return new Autocast(kind(cuda), true, ScalarType.BFloat16);
    }

    /** Switched on with float16, in which small gradients vanish unless the loss is scaled. */
    public static Autocast float16(boolean cuda) {
        return new Autocast(kind(cuda), true, ScalarType.Half);
    }

    /** Computes a value in a precision, on the graphics card or the processor: without any of this in float32. */
    public static <T> T inPrecision(Precision precision, boolean cuda, Supplier<T> body) {
        return switch (precision) {
            case FLOAT32 -> body.get();
            case BFLOAT16 -> bfloat16(cuda).compute(body);
            case FLOAT16 -> float16(cuda).compute(body);
        };
    }

    /** The same, switched off. */
    public Autocast off() {
        return new Autocast(device, false, type);
    }

    /**
     * Computes a value under this setting and restores the one before. Weights that were converted for it are forgotten at the
     * end: they would outlive the next update.
     */
    public <T> T compute(Supplier<T> body) {
        Autocast before = current(device);
        set_autocast_dtype(device, type);
        set_autocast_enabled(device, enabled);
        increment_nesting();
        try {
            return body.get();
        } finally {
            if (decrement_nesting() == 0) {
                clear_cache();
            }
            set_autocast_enabled(device, before.enabled());
            set_autocast_dtype(device, before.type());
        }
    }
}

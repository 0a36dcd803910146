package io.metaformer4j.training.step;

import static org.bytedeco.pytorch.global.torch.clear_cache;
import static org.bytedeco.pytorch.global.torch.decrement_nesting;
import static org.bytedeco.pytorch.global.torch.increment_nesting;
import static org.bytedeco.pytorch.global.torch.set_autocast_dtype;
import static org.bytedeco.pytorch.global.torch.set_autocast_enabled;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Precision;
import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Lets libtorch compute convolutions and matrix products of the current thread in bfloat16, and everything else as it is.
 *
 * @param enabled whether it does
 * @param device the kind of device
 */
record MixedPrecision(boolean enabled, DeviceType device) {

    static MixedPrecision of(Precision precision, Device device) {
        return new MixedPrecision(
                precision == Precision.BFLOAT16, device.kind() == Device.Kind.CPU ? DeviceType.CPU : DeviceType.CUDA);
    }

    /** Computes a value, such as a loss; the backward pass belongs outside. */
    public <T> T compute(Supplier<T> body) {
        if (!enabled) {
            return body.get();
        }
        set_autocast_dtype(device, ScalarType.BFloat16);
        set_autocast_enabled(device, true);
        increment_nesting();
        try {
            return body.get();
        } finally {
            if (decrement_nesting() == 0) {
                clear_cache(); // casted weights would outlive the next update
            }
            set_autocast_enabled(device, false);
        }
    }
}

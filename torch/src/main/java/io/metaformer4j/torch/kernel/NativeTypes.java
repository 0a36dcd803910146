package io.metaformer4j.torch.kernel;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.natives.NativeLibraries;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What libtorch calls devices and precisions, and which it has here. */
public final class NativeTypes {

    private NativeTypes() {}

    /** Whether this machine and the natives on the class path have the device. */
    static boolean isAvailable(Device device) {
        if (device.equals(Device.CPU)) {
            return true;
        }
        NativeLibraries.load();
        return torch.cuda_is_available() && device.index() < torch.cuda_device_count();
    }

    /** The processor and all graphics cards that libtorch sees. */
    public static List<Device> devices() {
        List<Device> devices = new ArrayList<>(List.of(Device.CPU));
        NativeLibraries.load();
        int cards = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
        for (int i = 0; i < cards; i++) {
            devices.add(new Device(Device.Kind.CUDA, i));
        }
        return devices;
    }

    /**
     * Refuses a device that is not there.
     *
     * @throws MetaFormerException if this machine or the natives lack it
     */
    public static void requireAvailable(Device device) {
        if (!isAvailable(device)) {
            throw new MetaFormerException("device " + device
                    + " is not available: libtorch sees no such graphics card; use cpu, or a build for graphics cards on a"
                    + " machine with an NVIDIA driver and CUDA (docs/platforms.md)");
        }
    }

    /** The native description; owned by the open scope. */
    public static org.bytedeco.pytorch.Device of(Device device) {
        return new org.bytedeco.pytorch.Device(device.toString());
    }

    /** The native type of a precision. */
    public static ScalarType of(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> ScalarType.Float;
            case BFLOAT16 -> ScalarType.BFloat16;
            case FLOAT16 -> ScalarType.Half;
        };
    }

    /** The precision of a native type, float32 for those that are none of a network. */
    public static Precision of(ScalarType type) {
        for (Precision precision : Precision.values()) {
            if (of(precision) == type) {
                return precision;
            }
        }
        return Precision.FLOAT32;
    }
}

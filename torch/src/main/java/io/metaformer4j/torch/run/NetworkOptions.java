package io.metaformer4j.torch.run;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;

/**
 * Where and how a network computes.
 *
 * @param device hardware
 * @param precision format of weights and activations
 * @param layout order of the values of a map in memory
 */
public record NetworkOptions(Device device, Precision precision, MemoryLayout layout) {

    /** Single precision on the processor, channels last. */
    public static final NetworkOptions DEFAULT =
            new NetworkOptions(Device.CPU, Precision.FLOAT32, MemoryLayout.CHANNELS_LAST);

    /**
     * The options of a placement, channels last.
     *
     * @param placement device and precision; the number of threads is no matter of one network
     * @return the options
     */
    public static NetworkOptions of(Placement placement) {
        return DEFAULT.withDevice(placement.device()).withPrecision(placement.precision());
    }

    /**
     * The same on another device.
     *
     * @param newDevice hardware
     * @return the changed options
     */
    public NetworkOptions withDevice(Device newDevice) {
        return new NetworkOptions(newDevice, precision, layout);
    }

    /**
     * The same in another precision.
     *
     * @param newPrecision format of weights and activations
     * @return the changed options
     */
    public NetworkOptions withPrecision(Precision newPrecision) {
        return new NetworkOptions(device, newPrecision, layout);
    }

    /**
     * The same in another memory layout.
     *
     * @param newLayout order of the values of a map in memory
     * @return the changed options
     */
    public NetworkOptions withLayout(MemoryLayout newLayout) {
        return new NetworkOptions(device, precision, newLayout);
    }
}

package io.metaformer4j.engine;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.OptionalInt;

/**
 * Where and how a network computes.
 *
 * @param device hardware
 * @param precision format of weights and activations
 * @param threads threads that one run may use; empty for the engine's choice, usually one for each core
 */
public record Placement(Device device, Precision precision, OptionalInt threads) {

    /** Single precision on the processor. */
    public static final Placement DEFAULT = new Placement(Device.CPU, Precision.FLOAT32, OptionalInt.empty());

    public Placement {
        if (threads.isPresent() && threads.getAsInt() < 1) {
            throw new MetaFormerException(
                    "the engine cannot work with " + threads.getAsInt() + " threads; use at least 1");
        }
    }

    /**
     * The same on another device.
     *
     * @param newDevice hardware
     * @return the changed placement
     */
    public Placement withDevice(Device newDevice) {
        return new Placement(newDevice, precision, threads);
    }

    /**
     * The same in another precision.
     *
     * @param newPrecision format of weights and activations
     * @return the changed placement
     */
    public Placement withPrecision(Precision newPrecision) {
        return new Placement(device, newPrecision, threads);
    }

    /**
     * The same with a number of threads.
     *
     * @param number threads that one run may use, at least 1
     * @return the changed placement
     * @throws MetaFormerException if there are fewer
     */
    public Placement withThreads(int number) {
        return new Placement(device, precision, OptionalInt.of(number));
    }

    /** For messages: {@code fp32 on cpu}. */
    @Override
    public String toString() {
        return precision.shortName() + " on " + device;
    }
}

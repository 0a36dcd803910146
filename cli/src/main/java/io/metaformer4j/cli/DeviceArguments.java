package io.metaformer4j.cli;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Placement;
import picocli.CommandLine.Option;

/** Where a network computes, in its standard precision. */
final class DeviceArguments {

    @Option(
            names = "--device",
            defaultValue = "cpu",
            paramLabel = "DEVICE",
            description = "cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private Device device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = ValueRange.Threads.class,
            description = "Threads of the engine (default: one for each core).")
    private Integer threads;

    /** Where a network computes, in single precision. */
    Placement apply() {
        Placement placement = Placement.DEFAULT.withDevice(device);
        return threads == null ? placement : placement.withThreads(threads);
    }
}

package io.metaformer4j.cli;

import io.metaformer4j.engine.Device;
import io.metaformer4j.torch.TorchThreads;
import io.metaformer4j.torch.NetworkOptions;
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

    /** Applies the number of threads and returns the rest. */
    NetworkOptions apply() {
        if (threads != null) {
            TorchThreads.set(threads);
        }
        return NetworkOptions.DEFAULT.withDevice(device);
    }
}

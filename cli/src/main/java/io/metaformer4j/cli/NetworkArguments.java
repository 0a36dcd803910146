package io.metaformer4j.cli;

import io.metaformer4j.torch.Device;
import io.metaformer4j.torch.EngineThreads;
import io.metaformer4j.torch.NetworkOptions;
import io.metaformer4j.torch.Precision;
import picocli.CommandLine.Option;

/** Where and how a network computes. */
final class NetworkArguments {

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

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = "PRECISION",
            description = "fp32, bf16 or fp16 (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    /** Applies the number of threads and returns the rest. */
    NetworkOptions apply() {
        if (threads != null) {
            EngineThreads.set(threads);
        }
        return NetworkOptions.DEFAULT.withDevice(device).withPrecision(precision);
    }
}

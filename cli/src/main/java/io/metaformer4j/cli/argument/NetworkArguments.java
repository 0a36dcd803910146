package io.metaformer4j.cli.argument;

import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a network computes, and how precisely. */
public final class NetworkArguments {

    @Mixin
    private DeviceArguments device;

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = "PRECISION",
            description = "fp32, bf16 or fp16 (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    /**
     * Where the network computes, and how precisely.
     *
     * @return device, threads and precision as they were given
     */
    public Placement apply() {
        return device.apply().withPrecision(precision);
    }
}

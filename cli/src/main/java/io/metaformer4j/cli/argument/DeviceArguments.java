package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.ThreadsConverter;
import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Placement;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a network computes, in its standard precision. */
public final class DeviceArguments {

    /** The name of the option. */
    public static final String DEVICE = "--device";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = DEVICE,
            defaultValue = "cpu",
            paramLabel = "DEVICE",
            description = "cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private Device device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = ThreadsConverter.class,
            description = "Threads of the engine (default: one for each core).")
    private Integer threads;

    /**
     * Where a network computes, in single precision.
     *
     * @return device and threads as they were given
     */
    public Placement apply() {
        Placement placement = Placement.DEFAULT.withDevice(device);
        return threads == null ? placement : placement.withThreads(threads);
    }

    /**
     * Whether one graphics card was given by its number, and not just any.
     *
     * @return true for {@code cuda:0}, false for {@code cuda}
     */
    public boolean isNumbered() {
        return spec.findOption(DEVICE).originalStringValues().stream().anyMatch(given -> given.contains(":"));
    }
}

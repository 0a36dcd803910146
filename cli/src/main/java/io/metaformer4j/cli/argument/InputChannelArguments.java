package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.models.ModelDescription;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** How many channels the input of a network has. */
public final class InputChannelArguments {

    @Option(
            names = "--in-chans",
            paramLabel = "N",
            converter = CountConverter.class,
            description =
                    "Channels of the input; the stem of weights for colours is adapted. With 1, pictures are taken "
                            + "in shades of gray; other numbers than 1 and 3 take tensors only (default: the model's own).")
    private Integer channels;

    /**
     * The number that was given.
     *
     * @return channels of the input; empty for the model's own
     */
    public OptionalInt given() {
        return channels == null ? OptionalInt.empty() : OptionalInt.of(channels);
    }

    /**
     * The model for the wanted input.
     *
     * @param own the model as it is
     * @return the same with the number of channels that was given, if any
     */
    public ModelDescription apply(ModelDescription own) {
        return channels == null ? own : own.withInputChannels(channels);
    }
}

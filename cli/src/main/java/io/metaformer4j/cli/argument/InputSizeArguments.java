package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.SideConverter;
import io.metaformer4j.zoo.Preprocessing;
import picocli.CommandLine.Option;

/** How large the pictures are that a network gets. */
public final class InputSizeArguments {

    static final String SIZE = "--img-size";

    @Option(
            names = SIZE,
            paramLabel = "N",
            converter = SideConverter.class,
            description = "Side of the input (default: the model's own).")
    private Integer size;

    /**
     * The preprocessing at the wanted input size.
     *
     * @param own the model's own
     * @return the same with the size that was given, if any
     */
    public Preprocessing apply(Preprocessing own) {
        return size == null ? own : own.withSize(size);
    }
}

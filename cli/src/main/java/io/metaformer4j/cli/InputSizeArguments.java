package io.metaformer4j.cli;

import io.metaformer4j.zoo.Preprocessing;
import picocli.CommandLine.Option;

/** How large the pictures are that a network gets. */
final class InputSizeArguments {

    static final String SIZE = "--img-size";

    @Option(
            names = SIZE,
            paramLabel = "N",
            converter = ValueRange.Side.class,
            description = "Side of the input (default: the model's own).")
    private Integer size;

    /** A model's preprocessing at the wanted size. */
    Preprocessing apply(Preprocessing own) {
        return size == null ? own : own.withSize(size);
    }
}

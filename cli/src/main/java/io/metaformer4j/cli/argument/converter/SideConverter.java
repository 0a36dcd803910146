package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.ITypeConverter;

/** Side of a picture in pixels. */
public final class SideConverter implements ITypeConverter<Integer> {

    /** Sides of 8192 pixels make tensors of 0.8 GB; one buffer ends at 2 GiB. */
    private static final int LARGEST_SIDE = 8192;

    @Override
    public Integer convert(String text) {
        return new WholeRange(1, LARGEST_SIDE).read(text);
    }
}

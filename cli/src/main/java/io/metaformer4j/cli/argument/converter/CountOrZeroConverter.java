package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.ITypeConverter;

/** A count of things, perhaps none. */
public final class CountOrZeroConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        return new WholeRange(0, Integer.MAX_VALUE).read(text);
    }
}

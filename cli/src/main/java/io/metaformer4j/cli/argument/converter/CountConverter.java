package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.ITypeConverter;

/** A count of things, at least one. */
public final class CountConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        return new WholeRange(1, Integer.MAX_VALUE).read(text);
    }
}

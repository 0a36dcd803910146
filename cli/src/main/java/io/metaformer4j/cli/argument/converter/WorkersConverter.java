package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.ITypeConverter;

/** Threads besides the main one, perhaps none. */
public final class WorkersConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        return new WholeRange(0, WholeRange.MOST_THREADS).read(text);
    }
}

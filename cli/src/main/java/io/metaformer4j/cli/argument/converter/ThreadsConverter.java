package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.ITypeConverter;

/** Threads, at least one. */
public final class ThreadsConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        return new WholeRange(1, WholeRange.MOST_THREADS).read(text);
    }
}

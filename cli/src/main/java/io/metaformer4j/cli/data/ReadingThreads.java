package io.metaformer4j.cli.data;

import io.metaformer4j.cli.argument.converter.ThreadsConverter;
import picocli.CommandLine.Option;

/** How many threads read and decode pictures. */
final class ReadingThreads {

    @Option(
            names = "--workers",
            paramLabel = "N",
            converter = ThreadsConverter.class,
            description = "Threads that read and decode pictures (default: one for each core).")
    private Integer workers;

    int count() {
        return workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    }
}

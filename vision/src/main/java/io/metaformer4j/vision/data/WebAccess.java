package io.metaformer4j.vision.data;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How archives on the web are read. Nothing here talks to a server: {@code WebFiles} of the module of weights does, and a
 * program says {@code new WebAccess(files::open, ...)}.
 *
 * @param files opens them
 * @param indexes folder in which is kept what an archive holds, so that it is looked through only once; empty to look each
 *     time
 */
public record WebAccess(Files files, Optional<Path> indexes) {

    /** Opens files on the web. Safe for concurrent use; each channel belongs to one thread. */
    @FunctionalInterface
    public interface Files {

        /**
         * Opens a file.
         *
         * @param address an {@code http} or {@code https} address
         * @return its bytes, read from any place and never written; whoever opens it closes it
         * @throws java.nio.file.NoSuchFileException if there is no such file; the reason is a sentence
         * @throws java.nio.file.AccessDeniedException if the server refuses it; the reason is a sentence
         * @throws IOException if it cannot be read
         * @throws io.metaformer4j.zoo.MetaFormerException if the server does not give it
         */
        SeekableByteChannel open(URI address) throws IOException;
    }
}

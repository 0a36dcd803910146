package io.metaformer4j.vision.data;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How archives on the web are read. Nothing here talks to a server: {@code WebFiles} of the module of weights does, and a
 * program says {@code new WebAccess(files::open, files::version, files::whole, ...)}.
 *
 * @param files opens them
 * @param versions tells whether one is still the same
 * @param siblings reads what lies beside them
 * @param indexes folder in which is kept what an archive holds, so that it is looked through only once; empty to look each
 *     time
 */
public record WebAccess(Files files, Versions versions, Siblings siblings, Optional<Path> indexes) {

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

    /** Tells versions of files on the web apart. Safe for concurrent use. */
    @FunctionalInterface
    public interface Versions {

        /**
         * What stands for the version of a file.
         *
         * @param address an address that can be opened
         * @return a text that is equal as long as the file stays the same; empty if its server says nothing, so that what was
         *     found in it is not kept
         * @throws IOException if it cannot be read
         * @throws io.metaformer4j.zoo.MetaFormerException if the server does not give it
         */
        Optional<String> of(URI address) throws IOException;
    }

    /** Reads small files on the web that need not be there. Safe for concurrent use. */
    @FunctionalInterface
    public interface Siblings {

        /**
         * Reads a file whole.
         *
         * @param address an {@code http} or {@code https} address
         * @param limit most bytes that it may have
         * @return its bytes; empty if the server gives no such file
         * @throws IOException if the server cannot be reached
         * @throws io.metaformer4j.zoo.MetaFormerException if the server cannot be reached or fails
         */
        Optional<byte[]> read(URI address, int limit) throws IOException;
    }
}

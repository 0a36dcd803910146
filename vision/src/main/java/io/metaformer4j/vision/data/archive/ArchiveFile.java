package io.metaformer4j.vision.data.archive;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/** A tar archive somewhere. Safe for concurrent use. */
public interface ArchiveFile {

    /**
     * Opens it for reading.
     *
     * @return its bytes, for one thread; whoever opens it closes it
     * @throws IOException if it cannot be read from disk
     * @throws io.metaformer4j.vision.data.UnavailableArchiveException if it cannot be had from the web; the channel throws
     *     it, too
     */
    SeekableByteChannel open() throws IOException;

    /** What messages call it: path or address. */
    String name();

    /** The last part of its name. */
    String leaf();

    /** The part before that, absolute; the same for archives that lie in one folder. */
    String folder();

    /** The same text for the same archive in every data set. */
    String origin();

    /** Whether each request takes its time, so that several archives are better looked through at once. */
    boolean isRemote();

    /** What a file beside it holds; empty if there is none of that name. */
    Optional<byte[]> beside(String leaf) throws IOException;

    /** Whether it was written later than a file beside it, as far as that can be told. */
    boolean isNewerThan(String leaf) throws IOException;

    /** What stands for its version beside its size; empty if nothing does. */
    Optional<String> version() throws IOException;

    /** What {@link #keepIndex} kept for it; empty if that is nothing. */
    Optional<byte[]> keptIndex();

    /** Keeps what was found in it for the next time, if there is a place for that. */
    void keepIndex(byte[] index);

    /** What the archive is called without its extension. */
    default String base() {
        int dot = leaf().lastIndexOf('.');
        return dot <= 0 ? leaf() : leaf().substring(0, dot);
    }
}

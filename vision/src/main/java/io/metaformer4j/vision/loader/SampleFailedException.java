package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says which sample of a data set could not be loaded, and why. */
public final class SampleFailedException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    private final int index;
    private final String name;

    /**
     * Creates the error.
     *
     * @param index which sample of the data set
     * @param name what the data set calls it
     * @param cause the failure
     */
    public SampleFailedException(int index, String name, Throwable cause) {
        super("sample " + index + " (" + PrintableNames.quoted(name) + ") cannot be loaded: " + describe(cause), cause);
        this.index = index;
        this.name = name;
    }

    /**
     * What a failure says about a sample.
     *
     * @param cause why the sample cannot be loaded
     * @return a clause that says what is wrong
     */
    public static String describe(Throwable cause) {
        if (cause instanceof NoSuchFileException missing) {
            return "there is no file '" + missing.getFile() + "'";
        }
        if (cause instanceof AccessDeniedException closed) {
            return "no permission for '" + closed.getFile() + "'";
        }
        if (cause instanceof IOException && cause.getMessage() != null) {
            return "its file cannot be read: " + cause.getMessage();
        }
        boolean hasMessage = cause instanceof MetaFormerException && cause.getMessage() != null;
        return hasMessage ? cause.getMessage() : cause.toString();
    }

    /**
     * Whether nothing is known to be wrong with the sample: its disk failed, its archive cannot be had or is another one
     * now, or the program had too many files open.
     *
     * @return true if other samples would fail with it
     */
    public boolean isOfDisk() {
        return DiskFailure.isBehind(getCause());
    }

    /**
     * Which sample failed.
     *
     * @return index into the data set
     */
    public int index() {
        return index;
    }

    /**
     * What the data set calls the sample.
     *
     * @return its name
     */
    public String name() {
        return name;
    }
}

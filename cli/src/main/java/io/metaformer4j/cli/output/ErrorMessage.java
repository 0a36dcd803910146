package io.metaformer4j.cli.output;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;

/**
 * Any failure in one sentence.
 *
 * @param error the failure
 */
public record ErrorMessage(Throwable error) {

    /** Characters at most: much more than a sentence, but some name the path of a file twice. */
    public static final int LONGEST = 2000;

    /**
     * What went wrong and what to do about it.
     *
     * @return one line that any terminal can show
     */
    public String line() {
        return PrintableText.of(message(error), LONGEST);
    }

    private static String message(Throwable error) {
        if (error instanceof MetaFormerException) {
            return error.getMessage();
        }
        if (error instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return message(unchecked.getCause());
        }
        if (error instanceof FileSystemException failed) {
            return new FileFailure(failed).message();
        }
        if (error instanceof FileNotFoundException) {
            return "cannot open " + error.getMessage() + "; check the path";
        }
        if (error instanceof IOException) {
            return "reading or writing failed: " + error.getMessage();
        }
        if (error instanceof OutOfMemoryError) {
            return "out of memory (" + error.getMessage()
                    + "); use smaller pictures or batches, or give Java more, e.g. METAFORMER_JAVA_OPTS=-Xmx8g";
        }
        return "unexpected " + error.getClass().getSimpleName() + ": " + error.getMessage()
                + "; run again with --stacktrace and report it";
    }
}

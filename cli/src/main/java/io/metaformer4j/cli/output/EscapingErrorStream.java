package io.metaformer4j.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard error for those who print to it past the commands: warnings of the log come as lines and are escaped as
 * {@link EscapingWriter} does it; what a progress bar prints, which moves the cursor, is not a line and stays.
 */
public final class EscapingErrorStream extends PrintStream {

    /**
     * Creates a stream.
     *
     * @param target receives the text in UTF-8
     */
    public EscapingErrorStream(OutputStream target) {
        super(target, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
        super.println(EscapingWriter.line(String.valueOf(line)));
    }

    @Override
    public void println(Object line) {
        println(String.valueOf(line));
    }
}

package io.metaformer4j.cli.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Optional;

/** Standard output that remembers whether something was lost; a {@link PrintWriter} on it keeps silent about that. */
public final class StandardOutput extends FilterOutputStream {

    private Optional<IOException> loss = Optional.empty();

    /**
     * Passes everything on.
     *
     * @param target where the results go
     */
    public StandardOutput(OutputStream target) {
        super(target);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            loss = loss.or(() -> Optional.of(e));
            throw e;
        }
    }

    /**
     * A command whose results are lost has failed; a reader that has seen enough, such as {@code head}, needs no message.
     *
     * @param code what the command made of it
     * @param err receives a message about the loss
     * @return the exit code of the process
     */
    public int exitCode(int code, PrintWriter err) {
        if (loss.isEmpty()) {
            return code;
        }
        String reason = String.valueOf(loss.get().getMessage());
        if (!reason.contains("Broken pipe")) {
            err.println("metaformer: standard output cannot be written: " + reason);
        }
        return code == 0 ? 1 : code;
    }
}

package io.metaformer4j.cli;

import io.metaformer4j.cli.output.EscapingErrorStream;
import io.metaformer4j.cli.output.StandardOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Entry point of the {@code metaformer} command. */
public final class Main {

    private Main() {}

    /**
     * Runs the command and ends the process with its exit code: 0 done, or stopped in good order by SIGTERM; 1 failed;
     * 2 wrong usage; 75 another process of the same training is lost; 128 + n stopped by signal n.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        StandardOutput stream = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintWriter out = new PrintWriter(stream, true, StandardCharsets.UTF_8);
        System.setErr(new EscapingErrorStream(new FileOutputStream(FileDescriptor.err)));
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, arguments);
        out.flush();
        System.exit(stream.exitCode(code, err));
    }

    /**
     * Runs the command.
     *
     * @param out receives results
     * @param err receives progress and errors
     * @param arguments the command line
     * @return the exit code: 0 done, or stopped in good order by SIGTERM; 1 failed; 2 wrong usage; 75 another process of the
     *     same training is lost; 128 + n stopped by signal n
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return MetaFormerCommand.create(out, err, arguments).execute(arguments);
    }
}

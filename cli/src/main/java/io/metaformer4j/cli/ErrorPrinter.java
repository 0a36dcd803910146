package io.metaformer4j.cli;

import io.metaformer4j.weights.load.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one line and an exit code. */
final class ErrorPrinter implements IExecutionExceptionHandler {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final BooleanSupplier stacktrace;

    ErrorPrinter(BooleanSupplier stacktrace) {
        this.stacktrace = stacktrace;
    }

    /** The command line cannot be understood. */
    static int usage(ParameterException error, String[] arguments) {
        CommandLine line = error.getCommandLine();
        PrintWriter err = line.getErr();
        String message = firstLine(error.getMessage());
        if (error instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                message += "; did you mean "
                        + String.join(" or ", suggestions.stream().limit(2).toList()) + "?";
            }
        }
        err.println("metaformer: " + message + " (see '" + line.getCommandSpec().qualifiedName() + " --help')");
        return WRONG_USAGE;
    }

    /** What no command can expect, for instance an engine that cannot be loaded. */
    int fatal(Error error, PrintWriter err) {
        if (stacktrace.getAsBoolean()) {
            error.printStackTrace(err);
        }
        err.println("metaformer: " + describe(error));
        return FAILED;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine line, ParseResult result) {
        PrintWriter err = line.getErr();
        if (stacktrace.getAsBoolean()) {
            error.printStackTrace(err);
        }
        boolean whole = error instanceof CheckpointMismatchException mismatch && mismatch.isShortened();
        String text = whole ? ((CheckpointMismatchException) error).report().strip() : describe(error);
        err.println("metaformer: " + text);
        return FAILED;
    }

    static String describe(Throwable error) {
        if (error instanceof MetaFormerException) {
            return firstLine(error.getMessage());
        }
        if (error instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return describe(unchecked.getCause());
        }
        if (error instanceof NoSuchFileException missing) {
            return "there is no file or folder '" + missing.getFile() + "'; check the path";
        }
        if (error instanceof FileNotFoundException) {
            return "cannot open " + firstLine(String.valueOf(error.getMessage())) + "; check the path";
        }
        if (error instanceof AccessDeniedException denied) {
            return "no permission for '" + denied.getFile() + "'; check its owner and mode";
        }
        if (error instanceof FileAlreadyExistsException exists) {
            return "'" + exists.getFile() + "' exists already; remove it or choose another name";
        }
        if (error instanceof NotDirectoryException || error instanceof FileSystemLoopException) {
            return "'" + ((FileSystemException) error).getFile() + "' is no usable folder; check the path";
        }
        if (error instanceof FileSystemException failed) {
            return "'" + failed.getFile() + "' cannot be read or written: "
                    + (failed.getReason() == null ? error.getClass().getSimpleName() : failed.getReason());
        }
        if (error instanceof IOException) {
            return "reading or writing failed: " + firstLine(String.valueOf(error.getMessage()));
        }
        if (error instanceof OutOfMemoryError) {
            return "out of memory (" + firstLine(String.valueOf(error.getMessage()))
                    + "); use smaller pictures or batches, or give Java more, e.g. METAFORMER_JAVA_OPTS=-Xmx8g";
        }
        return "unexpected " + error.getClass().getSimpleName() + ": " + firstLine(String.valueOf(error.getMessage()))
                + "; run again with --stacktrace and report it";
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).strip();
    }
}

package io.metaformer4j.cli;

import io.metaformer4j.cli.output.ErrorMessage;
import io.metaformer4j.cli.rank.RankArguments;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.PrintWriter;
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

    /** Tensors of a checkpoint that are listed at most when they do not fit; equal ones are one line already. */
    private static final int MAX_LINES = 500;

    private final BooleanSupplier stacktrace;

    ErrorPrinter(BooleanSupplier stacktrace) {
        this.stacktrace = stacktrace;
    }

    /** The command line cannot be understood. */
    static int usage(ParameterException error, String[] arguments) {
        CommandLine line = error.getCommandLine();
        PrintWriter err = line.getErr();
        String message = error.getMessage();
        if (error instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                message += "; did you mean "
                        + String.join(" or ", suggestions.stream().limit(2).toList()) + "?";
            }
        }
        err.println("metaformer: " + PrintableText.of(message, ErrorMessage.LONGEST) + " (see '"
                + line.getCommandSpec().qualifiedName() + " --help')");
        return WRONG_USAGE;
    }

    /** What no command can expect, for instance an engine that cannot be loaded. */
    int fatal(Error error, PrintWriter err) {
        printStackTrace(error, err);
        err.println("metaformer: " + new ErrorMessage(error).line());
        return FAILED;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine line, ParseResult result) {
        PrintWriter err = line.getErr();
        printStackTrace(error, err);
        if (error instanceof CheckpointMismatchException mismatch && mismatch.isShortened()) {
            print(mismatch.report() + OptionHint.clause(mismatch.report(), line.getCommandSpec()), err);
        } else {
            String options = error instanceof MetaFormerException
                    ? OptionHint.clause(error.getMessage(), line.getCommandSpec())
                    : "";
            err.println("metaformer: " + new ErrorMessage(error).line() + options);
        }
        return RankArguments.exitCode(error, FAILED);
    }

    private void printStackTrace(Throwable error, PrintWriter err) {
        if (stacktrace.getAsBoolean()) {
            error.printStackTrace(err);
        }
    }

    private static void print(String report, PrintWriter err) {
        List<String> lines = report.strip().lines().toList();
        err.println("metaformer: " + lines.get(0));
        lines.stream().skip(1).limit(MAX_LINES).forEach(err::println);
        if (lines.size() - 1 > MAX_LINES) {
            err.println("  and " + (lines.size() - 1 - MAX_LINES) + " more lines");
        }
    }
}

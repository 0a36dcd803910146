package io.metaformer4j.cli.rank;

import io.metaformer4j.cli.argument.DeviceArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.output.ErrorMessage;
import io.metaformer4j.cli.output.TypedCommand;
import io.metaformer4j.engine.Device;
import io.metaformer4j.training.distributed.RankDevices;
import io.metaformer4j.training.distributed.RankEnvironment;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.distributed.RankLostException;
import io.metaformer4j.training.distributed.RankTimeouts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Whether this process trains alone, with others that somebody else started, or starts some itself. Of several, the first one
 * reports; the others say nothing but errors.
 */
public final class RankArguments {

    /** The exit code of a process that ends since another one is lost: the run can be started again, from its last checkpoint. */
    public static final int LOST = 75;

    /** The options by which processes are started, which those that were started are not given. */
    public static final List<String> STARTING = List.of(LocalRanks.OPTION, LocalRanks.RESTARTS);

    /** The option by which a command goes on with a run. */
    public static final String RESUME = "--resume";

    /** The option by which a command goes on with a run if there is one, and else begins it. */
    public static final String AUTO_RESUME = "--auto-resume";

    /** Time for the thread that trains to end in good order. */
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(10);

    private static final String UNTESTED = "training on several graphics cards has not been tried on any yet; compare a"
            + " short run with one on a single card before you rely on it (docs/guide/distributed.md)";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = LocalRanks.OPTION,
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Start N processes on this machine that train together, each on its share of every batch "
                    + "(default: train alone, or as one of the processes that RANK, WORLD_SIZE, MASTER_ADDR and "
                    + "MASTER_PORT tell of).")
    private Integer processes;

    @Option(
            names = LocalRanks.RESTARTS,
            defaultValue = "0",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "How often the processes of --nproc-per-node are started again at most, to go on from the "
                    + "last checkpoint, after one was killed or lost another (default: ${DEFAULT-VALUE}).")
    private int restarts;

    private Optional<PrintWriter> errors = Optional.empty();

    /** What one process does. */
    @FunctionalInterface
    public interface Training {

        /**
         * Trains.
         *
         * @param ranks all processes that train together
         * @param device where this one computes
         * @return the exit code
         * @throws IOException if a file cannot be read or written
         */
        int run(RankGroup ranks, Device device) throws IOException;
    }

    /**
     * Trains in this process, or in some that are started for it.
     *
     * @param device where to compute; of several graphics cards each process takes its own
     * @param training what one process does
     * @return the exit code
     * @throws IOException if a file cannot be read or written, or a process cannot be started
     */
    public int run(DeviceArguments device, Training training) throws IOException {
        Map<String, String> variables = System.getenv();
        RankEnvironment environment = RankEnvironment.of(variables);
        CommandLine line = spec.commandLine();
        if (processes != null && environment.size() > 1) {
            throw new ParameterException(
                    line,
                    LocalRanks.OPTION + " starts processes, but RANK and WORLD_SIZE say that this is one of several;"
                            + " leave either out");
        }
        if (processes == null && restarts > 0) {
            throw new ParameterException(
                    line,
                    LocalRanks.RESTARTS + " starts the processes of " + LocalRanks.OPTION + " again; add that, or leave"
                            + " it to what starts this process");
        }
        boolean share = processes == null ? environment.size() > 1 && environment.localSize() != 1 : processes > 1;
        if (share && device.isNumbered()) {
            throw new ParameterException(
                    line,
                    DeviceArguments.DEVICE + " " + device.apply().device()
                            + " is one graphics card, which the processes"
                            + " of a machine cannot share; give cuda, of which each takes the card of its LOCAL_RANK");
        }
        if (processes != null && (processes > 1 || restarts > 0)) {
            List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
            return new LocalRanks(processes, restarts, TypedCommand.text(arguments), line.getOut(), line.getErr())
                    .run(OwnCommand.with(arguments), OwnCommand.with(OwnCommand.resuming(arguments)));
        }
        StarterVariables.exitWithStarter(variables);
        Device given = device.apply().device();
        Device own = environment.size() == 1 || device.isNumbered() ? given : RankDevices.of(environment, given.kind());
        return run(environment, own, training, line);
    }

    private int run(RankEnvironment environment, Device device, Training training, CommandLine line)
            throws IOException {
        PrintWriter out = line.getOut();
        PrintWriter err = line.getErr();
        errors = Optional.of(err);
        try (RankGroup ranks =
                RankGroup.join(environment, device, RankTimeouts.DEFAULT, lost -> exitAfterGrace(lost, err))) {
            if (ranks.size() > 1 && ranks.isFirst() && device.kind() == Device.Kind.CUDA) {
                err.println("note: " + UNTESTED);
            }
            if (!ranks.isFirst()) {
                line.setOut(new PrintWriter(Writer.nullWriter()));
                line.setErr(new PrintWriter(Writer.nullWriter()));
            }
            int code = training.run(ranks, device);
            ranks.leave();
            return code;
        } finally {
            line.setOut(out);
            line.setErr(err);
        }
    }

    /**
     * How many processes train together.
     *
     * @return those that this one starts, or of which it is one; 1 if it trains alone
     */
    public int count() {
        return processes == null ? RankEnvironment.of(System.getenv()).size() : processes;
    }

    /**
     * The command line as people typed it, which for a process that another one has started is the line of that one.
     *
     * @return one line, without what addresses may say of their user
     */
    public String typed() {
        return StarterVariables.typed(System.getenv())
                .orElseGet(() -> TypedCommand.text(
                        spec.root().commandLine().getParseResult().originalArgs()));
    }

    /**
     * The options by which the command has started this process, which itself was not given them.
     *
     * @return numbers by option; empty in the command that was typed, and where somebody else starts processes
     */
    public static Map<String, Integer> started() {
        return StarterVariables.numbers(System.getenv());
    }

    /**
     * Whether this process was started to train, perhaps with others.
     *
     * @return true if it starts none itself
     */
    public static boolean isStarted() {
        Map<String, String> variables = System.getenv();
        return StarterVariables.isStarted(variables)
                || RankEnvironment.of(variables).size() > 1;
    }

    /**
     * Whether processes may be started again, so that the folder of the run must not be that of another.
     *
     * @return true if a number of restarts was given
     */
    public boolean restarts() {
        return restarts > 0;
    }

    /** The thread that trains notices the loss in its next exchange; where it does not come to one, the process ends here. */
    private static void exitAfterGrace(RankLostException lost, PrintWriter err) {
        long end = System.nanoTime() + GRACE_PERIOD.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        err.println("metaformer: " + new ErrorMessage(lost).line());
        err.flush();
        Runtime.getRuntime().halt(LOST);
    }

    /**
     * Where every process tells of what it alone knows.
     *
     * @return standard error
     */
    public PrintWriter errors() {
        return errors.orElseGet(() -> spec.commandLine().getErr());
    }

    /**
     * The exit code after a failure.
     *
     * @param failure the failure
     * @param otherwise the code of any other failure
     * @return {@link #LOST} if another process is lost
     */
    public static int exitCode(Throwable failure, int otherwise) {
        return failure instanceof RankLostException ? LOST : otherwise;
    }
}

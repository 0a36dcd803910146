package io.metaformer4j.cli.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jline.utils.Signals;

/**
 * Turns the first signal to end into a request to stop in good order; the second ends the process at once. SIGTERM is how
 * schedulers ask for the machine back, so the exit code of an orderly stop after it is 0. After SIGINT or SIGHUP, which
 * mean that the rest is not wanted, it is 128 plus the signal's number, as in a shell.
 */
final class StopSignals implements AutoCloseable {

    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
    private static final int KILLED_BY = 128;

    private final Runnable stop;
    private final Map<String, Object> previous = new LinkedHashMap<>();
    private OptionalInt exitCode = OptionalInt.empty();

    StopSignals(Runnable stop) {
        this.stop = stop;
        NUMBERS.forEach((name, number) -> previous.put(name, Signals.register(name, () -> came(name, number))));
    }

    private synchronized void came(String name, int number) {
        if (exitCode.isPresent()) {
            Runtime.getRuntime().halt(KILLED_BY + number);
        }
        exitCode = OptionalInt.of(name.equals("TERM") ? 0 : KILLED_BY + number);
        stop.run();
    }

    /** The exit code of a command that stopped early: 0 if a SIGTERM asked for it, or something other than a signal. */
    synchronized int exitCode() {
        return exitCode.orElse(0);
    }

    /** Whether a signal came. */
    synchronized boolean came() {
        return exitCode.isPresent();
    }

    @Override
    public void close() {
        previous.forEach(Signals::unregister);
    }
}

package io.metaformer4j.benchmarks.match;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Waits until processes use the processor no longer. Threads of a pool look for their next piece of work in a loop for a while before they
 * sleep, some for 200 milliseconds and more; whoever has the next turn, and whoever looks at the cores, should not meet them.
 *
 * @param window how long a process is watched, some steps of the clock by which the system counts processor time (10 milliseconds)
 * @param longest for how long to wait at most; what still runs then is left to whoever looks at the cores
 */
public record IdleProcesses(Duration window, Duration longest) {

    /** Processor time in a window that does not count: one step of the system's clock. */
    private static final Duration NOTHING = Duration.ofMillis(10);

    /** Windows of 150 milliseconds, three seconds at most. */
    public static final IdleProcesses USUAL = new IdleProcesses(Duration.ofMillis(150), Duration.ofSeconds(3));

    /**
     * Waits.
     *
     * @param processes those that should come to rest, with their descendants
     * @return whether they did
     * @throws InterruptedException if this thread was interrupted meanwhile
     */
    public boolean await(List<ProcessHandle> processes) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        Duration before = used(processes);
        do {
            Thread.sleep(window.toMillis());
            Duration after = used(processes);
            if (after.minus(before).compareTo(NOTHING) <= 0) {
                return true;
            }
            before = after;
        } while (System.nanoTime() < end);
        return false;
    }

    /** Processor time so far; a process that has ended meanwhile makes it less, which is rest, too. */
    private static Duration used(List<ProcessHandle> processes) {
        return processes.stream()
                .distinct()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .distinct()
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }
}

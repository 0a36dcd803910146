package io.metaformer4j.benchmarks.match;

import java.util.concurrent.Callable;

/**
 * One of those who take turns.
 *
 * @param name what the report calls it
 * @param side ours or a peer's
 * @param process whose processor time counts, together with its descendants
 * @param turn does the work once and returns seconds per item: one number, or several if it was repeated
 */
public record Contestant(String name, Side side, ProcessHandle process, Callable<double[]> turn) {

    /** For whom a contestant plays. */
    public enum Side {
        OURS,
        PEER
    }

    public static Contestant ours(String name, Callable<double[]> turn) {
        return new Contestant(name, Side.OURS, ProcessHandle.current(), turn);
    }

    public static Contestant peer(String name, Peer peer, Callable<double[]> turn) {
        return new Contestant(name, Side.PEER, peer.process(), turn);
    }

    /**
     * The same, but to be beaten.
     *
     * @return the contestant on the other side
     */
    public Contestant asPeer() {
        return new Contestant(name, Side.PEER, process, turn);
    }

    /** Seconds of processor time that the process and its living descendants have used so far. */
    public double processorSeconds() {
        double own = seconds(process);
        return own + process.descendants().mapToDouble(Contestant::seconds).sum();
    }

    private static double seconds(ProcessHandle handle) {
        return handle.info()
                .totalCpuDuration()
                .map(used -> used.toNanos() * 1e-9)
                .orElse(0.0);
    }
}

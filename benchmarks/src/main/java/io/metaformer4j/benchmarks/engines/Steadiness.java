package io.metaformer4j.benchmarks.engines;

import io.metaformer4j.evaluation.speed.CoreProbe;
import io.metaformer4j.evaluation.speed.CoreReading;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Watches the cores between the turns of a round, and says afterwards whether the round counts. It compares with what the cores were
 * like when they were best, before anything was measured. Confine to one thread.
 */
public final class Steadiness {

    /** Looks before the first round, of which the best counts. */
    private static final int LOOKS = 5;

    private final CoreProbe cores;
    private final CoreReading best;
    private final List<CoreReading> round = new ArrayList<>();

    /**
     * Looks at the cores for the first time.
     *
     * @param cores looks at them
     */
    public Steadiness(CoreProbe cores) {
        this.cores = cores;
        List<CoreReading> looks = new ArrayList<>();
        for (int i = 0; i < LOOKS; i++) {
            looks.add(cores.read());
        }
        this.best = looks.stream()
                .min(Comparator.comparingDouble(Steadiness::share).thenComparingDouble(CoreReading::piece))
                .orElseThrow();
    }

    private static double share(CoreReading reading) {
        return reading.lost() / reading.spun();
    }

    /**
     * The verdict on the best look before anything was measured.
     *
     * @return whether others had the cores then
     */
    public MachineVerdict before() {
        return MachineVerdict.of(best, List.of(best));
    }

    /** Looks at the cores between two turns. */
    public void look() {
        round.add(cores.read());
    }

    /**
     * Ends a round in which there was at least one look.
     *
     * @return what the cores were like in it
     */
    public MachineVerdict endRound() {
        MachineVerdict verdict = MachineVerdict.of(best, List.copyOf(round));
        round.clear();
        return verdict;
    }
}

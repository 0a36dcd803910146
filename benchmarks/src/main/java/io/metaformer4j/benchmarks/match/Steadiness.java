package io.metaformer4j.benchmarks.match;

import io.metaformer4j.evaluation.speed.CoreProbe;
import io.metaformer4j.evaluation.speed.CoreReading;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Watches the cores between turns. It compares with what they were like when they were best, before anything was measured. */
public final class Steadiness {

    /**
     * Looks before the first turn, of which the best counts, and looks before a turn at most: neighbours on the same cores come and go
     * within tenths of a second.
     */
    private static final int LOOKS = 20;

    private final CoreProbe cores;
    private final CoreReading best;

    /**
     * Looks at the cores for the first time.
     *
     * @param cores looks at them
     */
    public Steadiness(CoreProbe cores) {
        this.cores = cores;
        this.best = Stream.generate(cores::read)
                .limit(LOOKS)
                .min(Comparator.comparing(Steadiness::isBusy).thenComparingDouble(CoreReading::piece))
                .orElseThrow();
    }

    private static boolean isBusy(CoreReading reading) {
        return !TurnVerdict.of(reading, List.of(reading)).counts();
    }

    /**
     * The verdict on the best look before anything was measured.
     *
     * @return whether others had the cores then
     */
    public MachineVerdict before() {
        return MachineVerdict.of(best, List.of(best));
    }

    /** Looks at the cores. */
    CoreReading look() {
        return cores.read();
    }

    /** Looks at the cores until they have rest, but no more than {@value #LOOKS} times. */
    CoreReading quietLook() {
        CoreReading last = look();
        for (int i = 1; i < LOOKS && !verdict(last, last).counts(); i++) {
            last = look();
        }
        return last;
    }

    /** The verdict on a turn between two looks. */
    TurnVerdict verdict(CoreReading ahead, CoreReading behind) {
        return TurnVerdict.of(best, List.of(ahead, behind));
    }
}

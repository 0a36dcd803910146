package io.metaformer4j.evaluation.speed;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times runs on the calling thread, one after the other: looks at the cores until they agree, the warm-up, then the rounds, with a look at
 * the cores behind each quarter of them. The looks, 50 milliseconds each, are not part of any time.
 *
 * <p>Confine it to one thread, and run nothing else meanwhile.
 */
public final class SpeedBenchmark {

    private static final int LOOKS = 4;

    private final LongSupplier nanos;
    private final CoreProbe cores;
    private final MemoryWatch memory;

    SpeedBenchmark(LongSupplier nanos, CoreProbe cores, MemoryWatch memory) {
        this.nanos = nanos;
        this.cores = cores;
        this.memory = memory;
    }

    /**
     * A benchmark by the clock of the system.
     *
     * @param threads threads on which the cores are looked at, as many as the runs use
     * @return the benchmark
     * @throws MetaFormerException if there are none
     */
    public static SpeedBenchmark of(int threads) {
        return new SpeedBenchmark(System::nanoTime, CoreProbe.spinning(threads), MemoryWatch.ofThisProcess());
    }

    /**
     * Times runs.
     *
     * @param run what is timed; it ends when everything is computed
     * @param pictures how many pictures one run takes
     * @param warmUp runs that do not count
     * @param rounds runs that count
     * @return what came out
     * @throws MetaFormerException if there are no rounds
     */
    public SpeedResult measure(Runnable run, int pictures, WarmUp warmUp, int rounds) {
        if (rounds < 1) {
            throw new MetaFormerException("nothing can be said of " + rounds + " rounds; use at least 1");
        }
        CoreReading before = cores.settled();
        boolean forgotten = memory.start();
        WarmUp.Course course = warmUp.perform(run, nanos);
        List<Double> seconds = new ArrayList<>();
        List<CoreReading> later = new ArrayList<>();
        int quarter = (rounds + LOOKS - 1) / LOOKS;
        for (int round = 1; round <= rounds; round++) {
            seconds.add(WarmUp.time(run, nanos));
            if (round % quarter == 0 || round == rounds) {
                later.add(cores.read());
            }
        }
        return new SpeedResult(
                pictures, new Latencies(seconds), course, memory.stop(forgotten), MachineVerdict.of(before, later));
    }
}

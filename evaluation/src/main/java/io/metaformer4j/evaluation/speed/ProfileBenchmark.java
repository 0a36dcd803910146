package io.metaformer4j.evaluation.speed;

import io.metaformer4j.engine.profile.MachineRates;
import io.metaformer4j.engine.profile.PassTimes;
import io.metaformer4j.engine.profile.Profiler;
import io.metaformer4j.engine.profile.StepTime;
import io.metaformer4j.engine.profile.StepWork;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Profiles a network: a look at the cores, the warm-up, then the rounds, with a look at the cores and a reading of the machine's
 * rates before the first round and behind each quarter of them. Clocks that change within the run so change both.
 *
 * <p>Confine it to one thread, and run nothing else meanwhile.
 */
public final class ProfileBenchmark {

    private static final int LOOKS = 4;

    private final LongSupplier nanos;
    private final CoreProbe cores;

    ProfileBenchmark(LongSupplier nanos, CoreProbe cores) {
        this.nanos = nanos;
        this.cores = cores;
    }

    /**
     * A benchmark by the clock of the system.
     *
     * @param threads threads on which the cores are looked at, as many as the network uses
     * @return the benchmark
     * @throws MetaFormerException if there are none
     */
    public static ProfileBenchmark of(int threads) {
        return new ProfileBenchmark(System::nanoTime, CoreProbe.spinning(threads));
    }

    /**
     * Profiles a network.
     *
     * @param profiler of the network
     * @param images the batch
     * @param warmUp passes that do not count
     * @param rounds passes that count
     * @return what came out
     * @throws MetaFormerException if there are no rounds, or the network does not take the pictures
     */
    public NetworkProfile measure(Profiler profiler, ImageBatch images, WarmUp warmUp, int rounds) {
        if (rounds < 1) {
            throw new MetaFormerException("nothing can be said of " + rounds + " rounds; use at least 1");
        }
        List<StepWork> work = profiler.work(images);
        CoreReading before = cores.settled();
        WarmUp.Course course = warmUp.perform(() -> profiler.run(images), nanos);
        List<MachineRates> rates = new ArrayList<>(List.of(profiler.rates(images)));
        List<CoreReading> later = new ArrayList<>();
        List<PassTimes> passes = new ArrayList<>();
        int quarter = (rounds + LOOKS - 1) / LOOKS;
        for (int round = 1; round <= rounds; round++) {
            passes.add(profiler.run(images));
            if (round % quarter == 0 || round == rounds) {
                later.add(cores.read());
                rates.add(profiler.rates(images));
            }
        }
        MachineRates usual = Roofline.median(rates);
        return new NetworkProfile(
                images.size(),
                usual,
                work,
                steps(work, passes, new Roofline(usual, images.size())),
                new Latencies(passes.stream().map(PassTimes::seconds).toList()),
                median(passes, PassTimes::outside),
                course,
                MachineVerdict.of(before, later));
    }

    private static List<ProfilePart> steps(List<StepWork> work, List<PassTimes> passes, Roofline roofline) {
        List<ProfilePart> steps = new ArrayList<>();
        for (int i = 0; i < work.size(); i++) {
            int step = i;
            double seconds = median(passes, pass -> pass.steps().get(step).seconds());
            double waiting = median(passes, pass -> pass.steps().get(step).waiting());
            steps.add(roofline.part(work.get(i), new StepTime(seconds, Math.min(seconds, waiting))));
        }
        return steps;
    }

    private static double median(List<PassTimes> passes, ToDoubleFunction<PassTimes> figure) {
        return new Latencies(passes.stream().map(figure::applyAsDouble).toList()).median();
    }
}

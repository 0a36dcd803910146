package io.metaformer4j.runtime.profile;

import io.metaformer4j.engine.Request;
import io.metaformer4j.engine.profile.MachineRates;
import io.metaformer4j.engine.profile.PassTimes;
import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.engine.profile.Profiler;
import io.metaformer4j.engine.profile.StepWork;
import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.frame.MemoryPlan;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.vision.ImageBatch;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * Tells where the time goes in which a plan is computed.
 *
 * @param plan the plan
 * @param answers what the network is asked for
 * @param threads threads that the network has
 * @param runs runs it
 */
public record PlanProfiler(ExecutionPlan plan, Request answers, int threads, GuardedRuns runs) implements Profiler {

    private static final double NANOS = 1e9;

    @Override
    public List<StepWork> work(ImageBatch images) {
        runs.require(images);
        int pictureBytes = images.layout().isFloat() ? Float.BYTES : Byte.BYTES;
        WorkCounter counter = new WorkCounter(sizes(images), pictureBytes);
        return plan.needed(answers).stream()
                .map(plan.steps()::get)
                .map(step -> step.accept(counter))
                .toList();
    }

    private LevelSizes sizes(ImageBatch images) {
        return LevelSizes.of(plan.steps(), images.height(), images.width());
    }

    @Override
    public PassTimes run(ImageBatch images) {
        PassClock clock = new PassClock(threads, plan.needed(answers).size(), System::nanoTime);
        long start = System.nanoTime();
        runs.run(images, clock);
        return new PassTimes((System.nanoTime() - start) / NANOS, clock.times());
    }

    /** The sum of what all threads reach at the same time. */
    @Override
    public MachineRates rates(ImageBatch images) {
        List<StepWork> work = work(images);
        Set<ProductFormat> formats = new TreeSet<>();
        work.forEach(step -> formats.addAll(step.macs().keySet()));
        long maps = MemoryPlan.of(plan.steps(), sizes(images)).bytes();
        long weights = work.stream().mapToLong(StepWork::weightBytes).sum();
        Map<ProductFormat, Double> products = new EnumMap<>(ProductFormat.class);
        for (ProductFormat format : formats) {
            double[] rates = new double[threads];
            runs.onEveryThread(
                    (part, factory, stream) -> rates[part] = new ThreadRates(factory, stream).product(format));
            products.put(format, DoubleStream.of(rates).sum());
        }
        return new MachineRates(products, copies(maps), copies(weights / threads));
    }

    private double copies(long bytes) {
        double[] rates = new double[threads];
        runs.onEveryThread((part, factory, stream) -> rates[part] = ThreadRates.copy(bytes));
        return DoubleStream.of(rates).sum();
    }
}

package io.metaformer4j.runtime.exec;

import io.metaformer4j.runtime.bind.Binding;
import io.metaformer4j.runtime.bind.StepBinder;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.Frame;
import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.frame.MemoryPlan;
import io.metaformer4j.runtime.frame.PrimitiveCache;
import io.metaformer4j.runtime.frame.WeightStore;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A plan for pictures of one size: its primitives, and frames that runs take and give back. Called under the runner's lock. */
final class SizedNetwork implements AutoCloseable {

    private final List<PlanStep> steps;
    private final LevelSizes sizes;
    private final MemoryPlan memory;
    private final PrimitiveCache primitives = new PrimitiveCache();
    private final WeightStore weights;
    private final int threads;
    private final Preprocessing preprocessing;
    private final Map<List<Integer>, StepOrder> orders = new ConcurrentHashMap<>();
    private final Deque<Bound> idle = new ArrayDeque<>();
    private int users;
    private boolean retired;

    /** A frame with the code of all steps. */
    record Bound(Frame frame, List<BoundStep> steps) implements AutoCloseable {
        @Override
        public void close() {
            frame.close();
        }
    }

    SizedNetwork(
            List<PlanStep> steps,
            int height,
            int width,
            WeightStore weights,
            int threads,
            Preprocessing preprocessing) {
        this.steps = steps;
        this.sizes = LevelSizes.of(steps, height, width);
        this.memory = MemoryPlan.of(steps, sizes);
        this.weights = weights;
        this.threads = threads;
        this.preprocessing = preprocessing;
    }

    LevelSizes sizes() {
        return sizes;
    }

    MemoryPlan memory() {
        return memory;
    }

    PrimitiveCache primitives() {
        return primitives;
    }

    /** How the steps follow each other that some outputs need. */
    StepOrder order(List<Integer> active) {
        StepOrder known = orders.get(active);
        if (known != null) {
            return known;
        }
        StepOrder found = StepOrder.of(steps, active, memory, sizes);
        if (orders.size() < PlanRunner.KEPT_REQUESTS) {
            orders.put(active, found);
        }
        return found;
    }

    /** Keeps everything open until it is released as often. */
    void use() {
        users++;
    }

    void release() {
        users--;
        closeIfUnused();
    }

    /** A frame that nobody uses; made if there is none, which has to happen on a thread of a team. */
    Bound take() {
        return idle.isEmpty() ? bind() : idle.pop();
    }

    boolean hasIdle() {
        return !idle.isEmpty();
    }

    void giveBack(Bound bound) {
        idle.push(bound);
    }

    private Bound bind() {
        Frame frame = new Frame(weights.factory(), memory, sizes);
        try {
            StepBinder binder = new StepBinder(new Binding(frame, sizes, primitives, weights, threads, preprocessing));
            List<BoundStep> bound = new ArrayList<>();
            steps.forEach(step -> bound.add(step.accept(binder)));
            frame.finish(threads);
            return new Bound(frame, List.copyOf(bound));
        } catch (RuntimeException | Error e) {
            frame.close();
            throw e;
        }
    }

    /** Ends this as soon as nobody uses it any more. */
    @Override
    public void close() {
        retired = true;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (retired && users == 0) {
            idle.forEach(Bound::close);
            idle.clear();
            primitives.close();
        }
    }
}

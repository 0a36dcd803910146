package io.metaformer4j.runtime.exec;

import io.metaformer4j.runtime.exec.SizedNetwork.Bound;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.TileWorker;
import java.util.List;

/**
 * How a thread goes through the steps of a pass.
 *
 * @param active indices of the steps that run
 * @param order how they follow each other
 * @param watch is told of each step
 */
record StepLoop(List<Integer> active, StepOrder order, StepWatch watch) {

    /**
     * Several pictures on one thread: one after the other while maps are larger than weights, then step by step, so that weights that
     * do not stay in the caches are fetched once for all. Steps without weights follow that before them at once.
     */
    void alone(List<Bound> frames, int part, TileWorker worker) {
        watch.begins(part);
        int split = order.firstLate();
        for (int k = 0; k < frames.size(); k++) {
            for (int i = 0; i < split; i++) {
                frames.get(k).steps().get(active.get(i)).compute(0, 1, worker);
                watch.computed(part, i);
            }
        }
        for (int i = split, end; i < active.size(); i = end) {
            end = order.endOfGroup(i, active.size());
            for (int k = 0; k < frames.size(); k++) {
                for (int s = i; s < end; s++) {
                    frames.get(k).steps().get(active.get(s)).compute(0, 1, worker);
                    watch.computed(part, s);
                }
            }
        }
    }

    /** One picture on all threads of a team, of which this is one. */
    void together(Bound bound, int part, int parts, TileWorker worker, StepBarrier barrier) {
        watch.begins(part);
        List<BoundStep> steps = bound.steps();
        for (int i = 0; i < active.size(); i++) {
            if (order.isWait(i)) {
                barrier.await();
                watch.waited(part, i);
            }
            steps.get(active.get(i)).compute(part, parts, worker);
            watch.computed(part, i);
        }
    }
}

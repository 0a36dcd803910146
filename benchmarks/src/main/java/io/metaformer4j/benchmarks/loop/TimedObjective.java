package io.metaformer4j.benchmarks.loop;

import io.metaformer4j.training.objective.BatchLoss;
import io.metaformer4j.training.objective.BatchTargets;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.zoo.architecture.Architecture;
import org.bytedeco.pytorch.Tensor;

/**
 * An objective that tells when a batch was ready and when the forward pass was done.
 *
 * @param inner what computes
 * @param clock who is told
 */
record TimedObjective(Objective<ClassTarget> inner, StepClock clock) implements Objective<ClassTarget> {

    @Override
    public int views() {
        return inner.views();
    }

    @Override
    public boolean mixesTargets() {
        return inner.mixesTargets();
    }

    @Override
    public void requireFit(Architecture architecture, Dataset<ClassTarget> data) {
        inner.requireFit(architecture, data);
    }

    @Override
    public String fingerprint(ClassTarget target) {
        return inner.fingerprint(target);
    }

    @Override
    public BatchLoss prepare(BatchTargets<ClassTarget> batch) {
        BatchLoss loss = inner.prepare(batch);
        return (network, images, from, count) -> {
            clock.mark(StepClock.Phase.PREPARING);
            Tensor value = loss.of(network, images, from, count);
            clock.mark(StepClock.Phase.FORWARD);
            return value;
        };
    }
}

package io.metaformer4j.benchmarks.loop;

import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.step.Collective;
import java.util.List;

/**
 * One process that trains alone and tells when it had a batch and when it had the gradients: the trainer asks for sums over all
 * processes behind either.
 *
 * @param inner what adds up
 * @param clock who is told
 */
record TimedCollective(Collective inner, StepClock clock) implements Collective {

    @Override
    public int rank() {
        return inner.rank();
    }

    @Override
    public int size() {
        return inner.size();
    }

    @Override
    public void shareWeights(List<Parameter> parameters) {
        inner.shareWeights(parameters);
    }

    @Override
    public void sumGradients(List<Parameter> parameters) {
        clock.mark(StepClock.Phase.BACKWARD);
        inner.sumGradients(parameters);
    }

    @Override
    public double[] sums(double... numbers) {
        clock.mark(StepClock.Phase.LOADING);
        return inner.sums(numbers);
    }

    @Override
    public void close() {
        inner.close();
    }
}

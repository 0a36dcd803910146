package io.metaformer4j.training.recipe;

import io.metaformer4j.training.optimizer.Averaging;
import io.metaformer4j.training.optimizer.Clipping;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.schedule.Schedule;

/**
 * How gradients become weights.
 *
 * @param optimizer optimizer with learning rate and weight decay
 * @param schedule learning rate over time
 * @param clipping what happens to gradients that are too large
 * @param averaging whether the weights are averaged over time
 */
public record Optimization(OptimizerSpec optimizer, Schedule schedule, Clipping clipping, Averaging averaging) {

    /**
     * An optimizer and a schedule, without clipping or averaging.
     *
     * @param optimizer optimizer with learning rate and weight decay
     * @param schedule learning rate over time
     * @return the optimization
     */
    public static Optimization of(OptimizerSpec optimizer, Schedule schedule) {
        return new Optimization(optimizer, schedule, new Clipping.None(), new Averaging.None());
    }

    /**
     * The same with another optimizer.
     *
     * @param other the optimizer
     * @return the changed optimization
     */
    public Optimization withOptimizer(OptimizerSpec other) {
        return new Optimization(other, schedule, clipping, averaging);
    }

    /**
     * The same with another schedule.
     *
     * @param other the schedule
     * @return the changed optimization
     */
    public Optimization withSchedule(Schedule other) {
        return new Optimization(optimizer, other, clipping, averaging);
    }

    /**
     * The same with another clipping of gradients.
     *
     * @param other the clipping
     * @return the changed optimization
     */
    public Optimization withClipping(Clipping other) {
        return new Optimization(optimizer, schedule, other, averaging);
    }

    /**
     * The same with another averaging of weights.
     *
     * @param other the averaging
     * @return the changed optimization
     */
    public Optimization withAveraging(Averaging other) {
        return new Optimization(optimizer, schedule, clipping, other);
    }
}

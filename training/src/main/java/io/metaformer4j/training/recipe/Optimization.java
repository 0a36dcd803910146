package io.metaformer4j.training.recipe;

import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.optimizer.ParameterGroup;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How gradients become weights.
 *
 * @param optimizer optimizer with learning rate and weight decay; a recipe replaces the rate if there is a base rate
 * @param schedule learning rate over time
 * @param clipping what happens to gradients that are too large
 * @param averaging whether the weights are averaged over time
 * @param layerDecay learning rate of a layer divided by that of the layer behind it, above 0; 1 if all layers learn alike
 * @param baseRate what the learning rate follows from, with the batch; empty if it is the optimizer's own
 * @param freezing which part of the network stays as it is
 */
public record Optimization(
        OptimizerSpec optimizer,
        Schedule schedule,
        Clipping clipping,
        Averaging averaging,
        double layerDecay,
        Optional<BaseRate> baseRate,
        Freezing freezing) {

    public Optimization {
        if (!(layerDecay > 0 && layerDecay <= 1)) {
            throw new MetaFormerException("a layer decay of " + layerDecay + " must be above 0 and at most 1");
        }
    }

    /**
     * The whole network learns, all layers alike, at the optimizer's own rate.
     *
     * @param optimizer optimizer with learning rate and weight decay
     * @param schedule learning rate over time
     * @param clipping what happens to gradients that are too large
     * @param averaging whether the weights are averaged over time
     */
    public Optimization(OptimizerSpec optimizer, Schedule schedule, Clipping clipping, Averaging averaging) {
        this(optimizer, schedule, clipping, averaging, 1, Optional.empty(), Freezing.NONE);
    }

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
        return new Optimization(other, schedule, clipping, averaging, layerDecay, baseRate, freezing);
    }

    /**
     * The same with another schedule.
     *
     * @param other the schedule
     * @return the changed optimization
     */
    public Optimization withSchedule(Schedule other) {
        return new Optimization(optimizer, other, clipping, averaging, layerDecay, baseRate, freezing);
    }

    /**
     * The same with another clipping of gradients.
     *
     * @param other the clipping
     * @return the changed optimization
     */
    public Optimization withClipping(Clipping other) {
        return new Optimization(optimizer, schedule, other, averaging, layerDecay, baseRate, freezing);
    }

    /**
     * The same with another averaging of weights.
     *
     * @param other the averaging
     * @return the changed optimization
     */
    public Optimization withAveraging(Averaging other) {
        return new Optimization(optimizer, schedule, clipping, other, layerDecay, baseRate, freezing);
    }

    /**
     * The same with another decay of the learning rate from the last layer to the first.
     *
     * @param other learning rate of a layer divided by that of the layer behind it; 1 for none
     * @return the changed optimization
     */
    public Optimization withLayerDecay(double other) {
        return new Optimization(optimizer, schedule, clipping, averaging, other, baseRate, freezing);
    }

    /**
     * The same with another base rate.
     *
     * @param other what the learning rate follows from; empty for the optimizer's own rate
     * @return the changed optimization
     */
    public Optimization withBaseRate(Optional<BaseRate> other) {
        return new Optimization(optimizer, schedule, clipping, averaging, layerDecay, other, freezing);
    }

    /**
     * The same with another part of the network frozen.
     *
     * @param other which part stays as it is
     * @return the changed optimization
     */
    public Optimization withFreezing(Freezing other) {
        return new Optimization(optimizer, schedule, clipping, averaging, layerDecay, baseRate, other);
    }

    /** The same with the learning rate that follows from the base rate, if there is one, and the pictures of an update. */
    Optimization withPictures(long pictures) {
        return baseRate.map(base -> withOptimizer(optimizer.with(base.rateOf(pictures), optimizer.weightDecay())))
                .orElse(this);
    }

    /** Whether the layers learn at rates of their own, so that the optimizer has groups for each. */
    public boolean groupsLayers() {
        return layerDecay < 1;
    }

    /**
     * Sorts the parameters of a network by what the optimizer does with them.
     *
     * @param parameters all of them in the order of the network, by which layers are counted
     * @param classifier name of the last linear layer
     * @param frozen names of what stays as it is and is in no group
     * @return the groups
     */
    public List<ParameterGroup> groups(List<Parameter> parameters, String classifier, Set<String> frozen) {
        double weightDecay = optimizer.weightDecay();
        List<ParameterGroup> groups = groupsLayers()
                ? ParameterGroup.byLayer(parameters, weightDecay, layerDecay, classifier)
                : ParameterGroup.byWeightDecay(parameters, weightDecay);
        return groups.stream().flatMap(group -> group.without(frozen).stream()).toList();
    }
}

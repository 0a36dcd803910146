package io.metaformer4j.weights.match;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.NetworkPlan;
import java.util.List;
import java.util.OptionalInt;

/** The convolution of the stem, whose weight alone depends on the number of channels of the input. */
public final class FirstLayer {

    /** Which side of the weight is the channels of the input. */
    public static final int INPUTS = 1;

    private static final int RANK = 4;

    private FirstLayer() {}

    /** Canonical name of its weight, {@code [features, channels, k, k]}. */
    public static String weight(Architecture architecture) {
        return NetworkPlan.of(architecture).stem().convolution().path() + ".weight";
    }

    /** Channels of the input by the shape of the weight; empty for a shape that no such weight has. */
    public static OptionalInt channels(List<Integer> shape) {
        return shape.size() == RANK && shape.get(INPUTS) > 0 ? OptionalInt.of(shape.get(INPUTS)) : OptionalInt.empty();
    }
}

package io.metaformer4j.runtime.frame;

import io.metaformer4j.runtime.plan.FusedStep;
import io.metaformer4j.runtime.plan.LinearStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.runtime.plan.StepMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * Height and width of the maps of each level, for pictures of one size.
 *
 * @param heights rows by level
 * @param widths columns by level
 */
public record LevelSizes(List<Integer> heights, List<Integer> widths) {

    /** Sizes of all levels of a plan, which the architecture has found legal. */
    public static LevelSizes of(List<PlanStep> steps, int height, int width) {
        List<Integer> heights = new ArrayList<>(List.of(height));
        List<Integer> widths = new ArrayList<>(List.of(width));
        StepMatcher<Boolean> shrink = new StepMatcher<>() {
            @Override
            public Boolean other(PlanStep step) {
                return false;
            }

            @Override
            public Boolean narrowConvolve(FusedStep.NarrowConvolve step) {
                return convolve(step.convolution());
            }

            @Override
            public Boolean convolve(LinearStep.Convolve step) {
                heights.add(step.window().outputSide(heights.get(heights.size() - 1)));
                widths.add(step.window().outputSide(widths.get(widths.size() - 1)));
                return true;
            }
        };
        steps.forEach(step -> step.accept(shrink));
        return new LevelSizes(List.copyOf(heights), List.copyOf(widths));
    }

    public int height(PlanValue value) {
        return value.kind() == PlanValue.Kind.VECTOR ? 1 : heights.get(value.level());
    }

    public int width(PlanValue value) {
        return value.kind() == PlanValue.Kind.VECTOR ? 1 : widths.get(value.level());
    }

    public int positions(PlanValue value) {
        return height(value) * width(value);
    }

    /** Numbers of a value; none for statistics, which are kept elsewhere. */
    public long count(PlanValue value) {
        return (long) positions(value) * value.channels();
    }

    /** Memory of a value. */
    public long bytes(PlanValue value) {
        return count(value) * (value.half() ? Short.BYTES : Float.BYTES);
    }
}

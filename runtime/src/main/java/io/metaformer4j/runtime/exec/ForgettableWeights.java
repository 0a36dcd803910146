package io.metaformer4j.runtime.exec;

import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.FusedStep;
import io.metaformer4j.runtime.plan.LinearStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.StepMatcher;
import java.util.ArrayList;
import java.util.List;

/** The numbers of a step that are read only when they are packed, which is once for all sizes of pictures. */
final class ForgettableWeights implements StepMatcher<List<Coefficients>> {

    @Override
    public List<Coefficients> other(PlanStep step) {
        return List.of();
    }

    @Override
    public List<Coefficients> product(LinearStep.Product step) {
        return List.of(step.weight().values());
    }

    @Override
    public List<Coefficients> chain(FusedStep.Chain step) {
        return List.of(step.first().weight().values(), step.second().weight().values());
    }

    @Override
    public List<Coefficients> convolve(LinearStep.Convolve step) {
        return List.of(step.weight());
    }

    @Override
    public List<Coefficients> narrowed(FusedStep.Narrowed step) {
        List<Coefficients> all = new ArrayList<>(of(step.first()));
        step.second().ifPresent(layer -> all.addAll(of(layer)));
        return all;
    }

    private static List<Coefficients> of(FusedStep.NarrowLayer layer) {
        List<Coefficients> all =
                new ArrayList<>(List.of(layer.product().weight().values()));
        layer.bytes().ifPresent(bytes -> all.add(bytes.integers()));
        return all;
    }

    @Override
    public List<Coefficients> narrowConvolve(FusedStep.NarrowConvolve step) {
        List<Coefficients> all = new ArrayList<>(List.of(step.convolution().weight()));
        step.bytes().ifPresent(bytes -> all.add(bytes.integers()));
        return all;
    }
}

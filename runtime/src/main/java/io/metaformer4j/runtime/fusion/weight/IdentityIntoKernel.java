package io.metaformer4j.runtime.fusion.weight;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep.Add;
import io.metaformer4j.runtime.plan.ElementStep.Affine;
import io.metaformer4j.runtime.plan.LinearStep.Depthwise;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.List;
import java.util.Optional;

/** A depthwise convolution beside its input: {@code k * x + f x = (k + f delta) * x}, with {@code delta} one in the middle. */
public final class IdentityIntoKernel implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ADD).filter(Add::isPlain).flatMap(sum -> {
            Optional<Depthwise> convolution = graph.soleSource(sum.in(), sum, StepKinds.DEPTHWISE)
                    .filter(found -> found.addend().isEmpty());
            Optional<Affine> identity = graph.soleSource(sum.branch(), sum, StepKinds.AFFINE)
                    .filter(affine -> affine.shift().isEmpty());
            return convolution
                    .filter(found -> identity.isPresent() && identity.get().in().equals(found.in()))
                    .map(found -> new Rewrite(
                            found, List.of(identity.get(), sum), List.of(fused(found, identity.get(), sum))));
        });
    }

    private static Depthwise fused(Depthwise convolution, Affine identity, Add sum) {
        float[] kernels = convolution.weight().values().clone();
        int area = convolution.kernel() * convolution.kernel();
        for (int c = 0; c < convolution.out().channels(); c++) {
            kernels[c * area + area / 2] += identity.factor().values()[c];
        }
        return new Depthwise(
                convolution.path(),
                convolution.in(),
                sum.out(),
                convolution.kernel(),
                Coefficients.of(kernels),
                Optional.empty());
    }
}

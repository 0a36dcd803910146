package io.metaformer4j.runtime.fusion.weight;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep.Affine;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;

/**
 * Layer scale and batch normalisation behind a linear function: {@code f (W x + b) + s = (diag(f) W) x + (f b + s)}.
 */
public final class AffineIntoProduct implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.AFFINE).flatMap(affine -> graph.soleSource(affine.in(), affine, StepKinds.PRODUCT)
                .filter(Product::isPlain)
                .map(product -> Rewrite.join(product, affine, fused(product, affine))));
    }

    private static Product fused(Product product, Affine affine) {
        Optional<Coefficients> scaled = product.bias().map(bias -> bias.times(affine.factor()));
        Optional<Coefficients> bias = scaled.isPresent() && affine.shift().isPresent()
                ? Optional.of(scaled.get().plus(affine.shift().get()))
                : scaled.or(affine::shift);
        return product.between(product.in(), affine.out())
                .withWeight(product.weight().scaledOutputs(affine.factor()), bias);
    }
}

package io.metaformer4j.runtime.fusion.weight;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep.Activate;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.Nonlinearity;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.List;
import java.util.Optional;

/**
 * The numbers of a StarReLU before a linear function: {@code W (s q + t) + b = (s W) q + (b + t W 1)}, where {@code q} is the squared
 * rectifier.
 */
public final class StarReluIntoProduct implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ACTIVATE)
                .filter(activate -> activate.function().isScaled())
                .flatMap(activate -> graph.soleReader(activate.out(), StepKinds.PRODUCT)
                        .filter(product -> product.fold().isEmpty())
                        .map(product -> new Rewrite(
                                activate, List.of(product), List.of(plain(activate), fused(activate, product)))));
    }

    private static Activate plain(Activate activate) {
        return new Activate(
                activate.path(),
                activate.in(),
                activate.out(),
                Nonlinearity.of(activate.function().function()));
    }

    private static Product fused(Activate activate, Product product) {
        Nonlinearity star = activate.function();
        Coefficients sums =
                product.weight().times(Coefficients.repeated(1, product.weight().inputs()));
        Coefficients shift = sums.times(Coefficients.of(star.bias()));
        Optional<Coefficients> bias = product.bias().map(shift::plus).or(() -> Optional.of(shift));
        return product.withWeight(
                product.weight().scaledInputs(Coefficients.of(star.scale())),
                bias.filter(values -> star.bias() != 0).or(product::bias));
    }
}

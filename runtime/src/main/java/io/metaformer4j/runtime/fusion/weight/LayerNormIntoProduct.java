package io.metaformer4j.runtime.fusion.weight;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.NormStep.LayerNormalize;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.List;
import java.util.Optional;

/** The weights of a layer norm before a linear function: {@code W (w n + v) + b = (W diag(w)) n + (b + W v)}. */
public final class LayerNormIntoProduct implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.LAYER_NORM)
                .filter(norm -> norm.weight().isPresent() || norm.bias().isPresent())
                .flatMap(norm -> graph.soleReader(norm.out(), StepKinds.PRODUCT)
                        .filter(product -> product.in().equals(norm.out())
                                && product.fold().isEmpty())
                        .map(product ->
                                new Rewrite(norm, List.of(product), List.of(plain(norm), fused(norm, product)))));
    }

    private static LayerNormalize plain(LayerNormalize norm) {
        return new LayerNormalize(
                norm.path(), norm.in(), norm.out(), norm.epsilon(), Optional.empty(), Optional.empty());
    }

    private static Product fused(LayerNormalize norm, Product product) {
        Optional<Coefficients> shift = norm.bias().map(product.weight()::times);
        Optional<Coefficients> bias = shift.isPresent() && product.bias().isPresent()
                ? Optional.of(shift.get().plus(product.bias().get()))
                : shift.or(product::bias);
        return product.withWeight(
                norm.weight().map(product.weight()::scaledInputs).orElse(product.weight()), bias);
    }
}

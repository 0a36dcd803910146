package io.metaformer4j.runtime.fusion.weight;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.LinearStep.NormFold;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.NormStep.GroupNormalize;
import io.metaformer4j.runtime.plan.NormStep.Statistics;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.List;
import java.util.Optional;

/**
 * A one-group norm before a linear function, which then reads the map as it is: see {@link NormFold} for the algebra. Of the norm only
 * its two statistics remain.
 */
public final class GroupNormIntoProduct implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.WHOLE_NORM)
                .filter(norm -> norm.in().kind() == PlanValue.Kind.MAP)
                .flatMap(norm -> graph.soleReader(norm.out(), StepKinds.PRODUCT)
                        .filter(product -> product.in().equals(norm.out())
                                && product.fold().isEmpty())
                        .map(product -> fused(norm, product)));
    }

    private static Rewrite fused(GroupNormalize norm, Product product) {
        PlanValue statistics = norm.in().statistics(norm.path() + ".statistics");
        Optional<Coefficients> shift = norm.bias().map(product.weight()::times);
        Optional<Coefficients> bias = shift.isPresent() && product.bias().isPresent()
                ? Optional.of(shift.get().plus(product.bias().get()))
                : shift.or(product::bias);
        Product folded = product.between(norm.in(), product.out())
                .withWeight(product.weight().scaledInputs(norm.weight()), bias)
                .withFold(new NormFold(
                        statistics, norm.epsilon(), product.weight().times(norm.weight())));
        return new Rewrite(product, List.of(norm), List.of(new Statistics(norm.path(), norm.in(), statistics), folded));
    }
}

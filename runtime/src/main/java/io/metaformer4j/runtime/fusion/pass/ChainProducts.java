package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.FusedStep.Chain;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.Optional;

/**
 * A channel MLP a few rows at a time: what is between its two linear functions is four times as wide as the map, and would leave the
 * caches in the first stages. Not where the weights are large: those are cut by columns, for which the first function must have
 * ended.
 */
public final class ChainProducts implements PlanFusion {

    private final long largest;

    /**
     * Chains products of small weights.
     *
     * @param largest number of weights from which on a product is not chained
     */
    public ChainProducts(long largest) {
        this.largest = largest;
    }

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.PRODUCT)
                .filter(second -> second.fold().isEmpty() && isSmall(second))
                .flatMap(second -> graph.soleSource(second.in(), second, StepKinds.PRODUCT)
                        .filter(first -> first.addend().isEmpty() && isSmall(first))
                        .filter(first -> second.addend()
                                .map(sum -> sum.equals(first.in())
                                        || (graph.isThereBefore(sum, first) && graph.isLastButFor(sum, first, second)))
                                .orElse(true))
                        .map(first -> Rewrite.join(first, second, new Chain(first, second))));
    }

    private boolean isSmall(Product product) {
        return product.out().kind() == PlanValue.Kind.MAP
                && (long) product.weight().outputs() * product.weight().inputs() < largest;
    }
}

package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.ElementStep.Add;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.Optional;

/** The sum behind a branch that ends in a linear function, which adds to the identity where that lies. */
public final class ResidualIntoProduct implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ADD).filter(Add::isPlain).flatMap(sum -> graph.soleSource(
                        sum.branch(), sum, StepKinds.PRODUCT)
                .filter(product -> product.addend().isEmpty()
                        && !product.in().equals(sum.in())
                        && product.out().kind() == PlanValue.Kind.MAP
                        && graph.isThereBefore(sum.in(), product)
                        && graph.isLastButFor(sum.in(), product, sum))
                .map(product -> Rewrite.join(
                        product, sum, product.between(product.in(), sum.out()).withAddend(sum.in()))));
    }
}

package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;

/** A non-linearity behind a linear function, on its results while they are in registers. */
public final class ActivationIntoProduct implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ACTIVATE)
                .flatMap(activate -> graph.soleSource(activate.in(), activate, StepKinds.PRODUCT)
                        .filter(product -> product.activation().isEmpty()
                                && product.addend().isEmpty())
                        .map(product -> Rewrite.join(
                                product,
                                activate,
                                product.between(product.in(), activate.out()).withActivation(activate.function()))));
    }
}

package io.metaformer4j.runtime.fusion.narrow;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.FusedStep.NarrowLayer;
import io.metaformer4j.runtime.plan.FusedStep.Narrowed;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.List;
import java.util.Optional;

/**
 * Linear functions get operands of fewer bits, and the norm before one is computed in the pass that rounds its input.
 *
 * @param rule which ones
 */
public record RoundOperands(NarrowRule rule) implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.PRODUCT)
                .filter(product -> product.fold().isEmpty() && product.in().kind() == PlanValue.Kind.MAP)
                .flatMap(product -> rule.layer(product).map(layer -> rounded(product, layer, graph)));
    }

    private static Rewrite rounded(Product product, NarrowLayer layer, PlanGraph graph) {
        Optional<NormStep> norm = normBefore(product.in(), product, graph);
        Narrowed narrowed = new Narrowed(norm, layer, Optional.empty());
        return new Rewrite(product, norm.<List<PlanStep>>map(List::of).orElse(List.of()), List.of(narrowed));
    }

    /** The norm that writes a value for one step alone. */
    static Optional<NormStep> normBefore(PlanValue in, PlanStep reader, PlanGraph graph) {
        return graph.soleSource(in, reader, StepKinds.LAYER_NORM)
                .map(NormStep.class::cast)
                .or(() -> graph.soleSource(in, reader, StepKinds.STANDARDIZE));
    }
}

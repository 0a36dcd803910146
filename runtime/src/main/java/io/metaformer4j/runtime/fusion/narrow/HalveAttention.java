package io.metaformer4j.runtime.fusion.narrow;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.FusedStep.Bytes;
import io.metaformer4j.runtime.plan.FusedStep.NarrowLayer;
import io.metaformer4j.runtime.plan.FusedStep.Narrowed;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.MixingStep.Attend;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Attention between products of fewer bits has operands of bfloat16: queries, keys and values are written so by the product before it,
 * and what it puts out is written so if the product behind it reads nothing else. Scores, and sums, stay in float32.
 */
public record HalveAttention() implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ATTEND)
                .filter(attend -> !attend.in().half())
                .flatMap(attend -> graph.soleSource(attend.in(), attend, StepKinds.NARROWED)
                        .filter(before -> canWrite(before) && graph.canWait(before, attend))
                        .map(before -> halved(before, attend, graph)));
    }

    private static Rewrite halved(Narrowed before, Attend attend, PlanGraph graph) {
        Product queries = before.first().product();
        PlanValue in = attend.in().asHalf();
        List<PlanStep> added = new ArrayList<>();
        added.add(
                new Narrowed(before.norm(), with(before.first(), queries.between(queries.in(), in)), Optional.empty()));
        Optional<Narrowed> behind = graph.soleReader(attend.out(), StepKinds.NARROWED)
                .filter(reader -> graph.follows(reader, attend) && canRead(reader));
        PlanValue out = behind.isPresent() ? attend.out().asHalf() : attend.out();
        added.add(new Attend(attend.path(), in, out, attend.heads(), attend.headDim()));
        behind.ifPresent(reader -> {
            Product projection = reader.first().product();
            added.add(new Narrowed(
                    Optional.empty(),
                    with(reader.first(), projection.between(out, projection.out())),
                    reader.second()));
        });
        List<PlanStep> removed = new ArrayList<>(List.of(before));
        behind.ifPresent(removed::add);
        return new Rewrite(attend, removed, added);
    }

    private static NarrowLayer with(NarrowLayer layer, Product product) {
        return new NarrowLayer(product, layer.bytes());
    }

    /** oneDNN writes bfloat16 from products of bfloat16 or bytes, not of float32. */
    private static boolean canWrite(Narrowed before) {
        return before.second().isEmpty()
                && before.overwrites().isEmpty()
                && before.first().bytes().map(Bytes::multiplied).orElse(true);
    }

    private static boolean canRead(Narrowed behind) {
        return behind.norm().isEmpty() && behind.first().bytes().isEmpty();
    }
}

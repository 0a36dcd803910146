package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.NormStep.Statistics;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;

/** The statistics of a map, computed row by row in the pass that writes it. */
public final class StatisticsIntoWriter implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.STATISTICS)
                .flatMap(statistics -> pooled(statistics, graph).or(() -> added(statistics, graph)));
    }

    private static Optional<Rewrite> pooled(Statistics statistics, PlanGraph graph) {
        return graph.source(statistics.in(), StepKinds.POOL_MIX)
                .filter(writer -> writer.outStatistics().isEmpty())
                .map(writer -> Rewrite.join(writer, statistics, writer.withStatistics(statistics.out())));
    }

    private static Optional<Rewrite> added(Statistics statistics, PlanGraph graph) {
        return graph.source(statistics.in(), StepKinds.ADD_MAGNITUDE)
                .filter(writer -> writer.outStatistics().isEmpty())
                .map(writer -> Rewrite.join(writer, statistics, writer.withStatistics(statistics.out())));
    }
}

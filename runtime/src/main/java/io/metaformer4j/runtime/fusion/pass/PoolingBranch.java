package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep.Add;
import io.metaformer4j.runtime.plan.ElementStep.Affine;
import io.metaformer4j.runtime.plan.FusedStep.PoolMix;
import io.metaformer4j.runtime.plan.MixingStep.Pool;
import io.metaformer4j.runtime.plan.NormStep.GroupNormalize;
import io.metaformer4j.runtime.plan.NormStep.Statistics;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A PoolFormer's branch {@code residual x + scale (pool(n) - n)} with {@code n = w (x - mu) r + b}: the mean over a window, in which
 * positions outside the map are not counted, keeps constants, so {@code mu} and {@code b} cancel, and what is left is {@code residual x
 * + scale w r (pool(x) - x)}.
 */
public final class PoolingBranch implements PlanFusion {

    /** The parts of a branch. */
    private record Branch(Add sum, Optional<Affine> residual, Optional<Affine> scale, Pool pool, GroupNormalize norm) {

        List<PlanStep> all() {
            List<PlanStep> steps = new ArrayList<>(List.of(sum, pool));
            residual.ifPresent(steps::add);
            scale.ifPresent(steps::add);
            return steps;
        }

        /** Factors of {@code r (pool(x) - x)}. */
        Coefficients factor() {
            return scale.map(affine -> affine.factor().times(norm.weight())).orElse(norm.weight());
        }
    }

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ADD)
                .filter(Add::isPlain)
                .flatMap(sum -> branch(sum, graph))
                .map(PoolingBranch::fused);
    }

    private static Optional<Branch> branch(Add sum, PlanGraph graph) {
        Optional<Affine> scale = graph.soleSource(sum.branch(), sum, StepKinds.AFFINE)
                .filter(affine -> affine.shift().isEmpty());
        Optional<Pool> pool = scale.isPresent()
                ? graph.soleSource(scale.get().in(), scale.get(), StepKinds.POOL)
                : graph.soleSource(sum.branch(), sum, StepKinds.POOL);
        Optional<GroupNormalize> norm = pool.filter(Pool::subtractsInput)
                .flatMap(found -> graph.soleSource(found.in(), found, StepKinds.WHOLE_NORM));
        Optional<Affine> residual = graph.soleSource(sum.in(), sum, StepKinds.AFFINE)
                .filter(affine -> affine.shift().isEmpty());
        PlanValue identity = residual.map(Affine::in).orElse(sum.in());
        return norm.filter(found -> found.in().equals(identity))
                .map(found -> new Branch(sum, residual, scale, pool.orElseThrow(), found));
    }

    private static Rewrite fused(Branch branch) {
        GroupNormalize norm = branch.norm();
        PlanValue statistics = norm.in().statistics(norm.path() + ".statistics");
        return new Rewrite(
                norm,
                branch.all(),
                List.of(
                        new Statistics(norm.path(), norm.in(), statistics),
                        new PoolMix(
                                branch.pool().path(),
                                norm.in(),
                                statistics,
                                norm.epsilon(),
                                branch.sum().out(),
                                branch.pool().kernel(),
                                branch.factor(),
                                branch.residual().map(Affine::factor),
                                Optional.empty())));
    }
}

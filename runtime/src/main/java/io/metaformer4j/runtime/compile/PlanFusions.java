package io.metaformer4j.runtime.compile;

import io.metaformer4j.runtime.bind.ProductBinder;
import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.pass.ActivationIntoProduct;
import io.metaformer4j.runtime.fusion.pass.AffineIntoSum;
import io.metaformer4j.runtime.fusion.pass.ChainProducts;
import io.metaformer4j.runtime.fusion.pass.MagnitudeIntoSum;
import io.metaformer4j.runtime.fusion.pass.PoolingBranch;
import io.metaformer4j.runtime.fusion.pass.ReorderSums;
import io.metaformer4j.runtime.fusion.pass.ResidualIntoDepthwise;
import io.metaformer4j.runtime.fusion.pass.ResidualIntoProduct;
import io.metaformer4j.runtime.fusion.pass.SplitGroupNorm;
import io.metaformer4j.runtime.fusion.pass.StatisticsIntoWriter;
import io.metaformer4j.runtime.fusion.weight.AffineIntoDepthwise;
import io.metaformer4j.runtime.fusion.weight.AffineIntoProduct;
import io.metaformer4j.runtime.fusion.weight.DistributeAffine;
import io.metaformer4j.runtime.fusion.weight.GroupNormIntoProduct;
import io.metaformer4j.runtime.fusion.weight.IdentityIntoKernel;
import io.metaformer4j.runtime.fusion.weight.LayerNormIntoProduct;
import io.metaformer4j.runtime.fusion.weight.MergeAffines;
import io.metaformer4j.runtime.fusion.weight.StarReluIntoProduct;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.List;

/** The rewritings in the order in which they are tried: each finds what those before it have left. */
public final class PlanFusions {

    private PlanFusions() {}

    /**
     * All rewritings.
     *
     * @return in order
     */
    public static List<PlanFusion> all() {
        return List.of(
                new PoolingBranch(),
                new IdentityIntoKernel(),
                new DistributeAffine(),
                new MergeAffines(),
                new AffineIntoDepthwise(),
                new AffineIntoProduct(),
                new StarReluIntoProduct(),
                new LayerNormIntoProduct(),
                new GroupNormIntoProduct(),
                new SplitGroupNorm(),
                new ActivationIntoProduct(),
                new ReorderSums(),
                new ResidualIntoDepthwise(),
                new ResidualIntoProduct(),
                new AffineIntoSum(),
                new MagnitudeIntoSum(),
                new StatisticsIntoWriter(),
                new ChainProducts(ProductBinder.LARGE_WEIGHT));
    }

    /**
     * Rewrites a plan.
     *
     * @param plan any plan
     * @param fusions what to do
     * @return the plan that computes the same in fewer steps
     */
    public static ExecutionPlan fused(ExecutionPlan plan, List<PlanFusion> fusions) {
        List<PlanStep> steps = plan.steps();
        for (PlanFusion fusion : fusions) {
            steps = PlanGraph.rewritten(steps, fusion);
        }
        return new ExecutionPlan(steps);
    }
}

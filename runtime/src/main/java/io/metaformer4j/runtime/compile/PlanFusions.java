package io.metaformer4j.runtime.compile;

import io.metaformer4j.runtime.bind.ProductBinder;
import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.narrow.ChainNarrowed;
import io.metaformer4j.runtime.fusion.narrow.HalveAttention;
import io.metaformer4j.runtime.fusion.narrow.KeepInputs;
import io.metaformer4j.runtime.fusion.narrow.NarrowRule;
import io.metaformer4j.runtime.fusion.narrow.RoundConvolutions;
import io.metaformer4j.runtime.fusion.narrow.RoundOperands;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The rewritings in the order in which they are tried: each finds what those before it have left. */
public final class PlanFusions {

    private PlanFusions() {}

    /**
     * All rewritings that leave what is computed as it is.
     *
     * @return in order
     */
    public static List<PlanFusion> all() {
        List<PlanFusion> fusions = new ArrayList<>(exact(path -> false, path -> false));
        fusions.add(new ChainProducts(ProductBinder.LARGE_WEIGHT));
        return List.copyOf(fusions);
    }

    /**
     * The same, and those that round operands of products and convolutions, in whose inputs nothing is rewritten then.
     *
     * @param rule which ones are rounded, and how
     * @return in order
     */
    public static List<PlanFusion> all(NarrowRule rule) {
        List<PlanFusion> fusions = new ArrayList<>(exact(rule::keepsInputs, rule::rounds));
        fusions.add(new RoundConvolutions(rule));
        fusions.add(new RoundOperands(rule));
        fusions.add(new ChainNarrowed());
        if (rule.halvesAttention()) {
            fusions.add(new HalveAttention());
        }
        fusions.add(new ChainProducts(ProductBinder.LARGE_WEIGHT));
        return List.copyOf(fusions);
    }

    private static List<PlanFusion> exact(Predicate<String> keepsInputs, Predicate<String> rounds) {
        return List.of(
                new PoolingBranch(),
                new IdentityIntoKernel(),
                new DistributeAffine(),
                new MergeAffines(),
                new AffineIntoDepthwise(),
                new AffineIntoProduct(),
                new KeepInputs(new StarReluIntoProduct(), keepsInputs),
                new KeepInputs(new LayerNormIntoProduct(), keepsInputs),
                new KeepInputs(new GroupNormIntoProduct(), rounds),
                new SplitGroupNorm(),
                new ActivationIntoProduct(),
                new ReorderSums(),
                new ResidualIntoDepthwise(),
                new ResidualIntoProduct(),
                new AffineIntoSum(),
                new MagnitudeIntoSum(),
                new StatisticsIntoWriter());
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

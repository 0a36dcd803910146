package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the plan of a head. */
final class HeadPlanner implements Head.Visitor<HeadPlan> {

    private static final String HEAD = "head";
    private static final String FEATURE_NORMS = "feature_norms";

    /** The module that ends in logits. */
    private static final String CLASSIFIER = HEAD + ".fc";

    private final List<Stage> stages;
    private final double dropRate;
    private final int dim;

    HeadPlanner(Architecture architecture) {
        this.stages = architecture.stages();
        this.dropRate = architecture.regularization().headDropout();
        this.dim = stages.get(stages.size() - 1).dim();
    }

    @Override
    public HeadPlan linear(Head.Linear head) {
        return new HeadPlan.Classification(
                HEAD,
                pooling(head.order(), head.norm()),
                Optional.empty(),
                dropRate,
                new Operation.Linear(CLASSIFIER, dim, head.classes()));
    }

    @Override
    public HeadPlan mlp(Head.Mlp head) {
        int width = HiddenWidth.of(head.ratio(), dim);
        HeadPlan.Hidden hidden = new HeadPlan.Hidden(
                new Operation.Linear(CLASSIFIER + ".fc1", dim, width),
                new Operation.Activate(CLASSIFIER + ".act", width, head.activation()),
                new Norm.LayerNorm(CLASSIFIER + ".norm", width, head.hiddenEpsilon(), true));
        return new HeadPlan.Classification(
                HEAD,
                pooling(head.order(), head.norm()),
                Optional.of(hidden),
                dropRate,
                new Operation.Linear(CLASSIFIER + ".fc2", width, head.classes()));
    }

    private List<Operation> pooling(Head.PoolingOrder order, Normalization last) {
        List<Operation> operations = new ArrayList<>(List.of(new Operation.GlobalPool(HEAD + ".global_pool", dim)));
        NormPlanner.of(last, HEAD + ".norm", dim)
                .ifPresent(norm -> operations.add(order == Head.PoolingOrder.NORM_THEN_POOL ? 0 : 1, norm));
        return operations;
    }

    @Override
    public HeadPlan featureMaps(Head.FeatureMaps head) {
        List<Optional<Norm>> norms = new ArrayList<>(stages.size());
        for (int i = 0; i < stages.size(); i++) {
            norms.add(NormPlanner.of(
                    head.norms().get(i), FEATURE_NORMS + "." + i, stages.get(i).dim()));
        }
        return new HeadPlan.FeatureNorms(FEATURE_NORMS, norms);
    }
}

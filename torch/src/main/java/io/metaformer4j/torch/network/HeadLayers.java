package io.metaformer4j.torch.network;

import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.Layer;
import io.metaformer4j.torch.layer.LayerFactory;
import io.metaformer4j.torch.layer.OperationLayers;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.plan.HeadPlan;
import io.metaformer4j.zoo.plan.NetworkPlan;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What follows the last stage: pooling and classifier, or a norm for each stage. */
public final class HeadLayers {

    /** Number of the head's random mask; blocks have the numbers from 0. */
    private static final int DROPOUT_MASK = -1;

    private final Layer pooling;
    private final Layer classifier;
    private final List<Layer> featureNorms;

    private HeadLayers(Layer pooling, Layer classifier, List<Layer> featureNorms) {
        this.pooling = pooling;
        this.classifier = classifier;
        this.featureNorms = featureNorms;
    }

    static HeadLayers of(NetworkPlan plan, LayerFactory layers) {
        OperationLayers operations = new OperationLayers(layers);
        return plan.head().accept(new HeadPlan.Visitor<>() {
            @Override
            public HeadLayers classification(HeadPlan.Classification head) {
                Layer pooling = operations.sequence(head.pooling()).then((x, pass) -> x.flatten(1, 3));
                Layer hidden = head.hidden()
                        .map(description -> hidden(description, operations))
                        .orElse(Layer.IDENTITY);
                Layer classifier = hidden.then(dropout(head.dropRate())).then(layers.fullyConnected(head.logits()));
                return new HeadLayers(
                        pooling, classifier, Collections.nCopies(plan.stages().size(), Layer.IDENTITY));
            }

            @Override
            public HeadLayers featureNorms(HeadPlan.FeatureNorms head) {
                Layer none = (x, pass) -> {
                    throw new MetaFormerException(
                            "a feature backbone has no logits; ask for its features or use the classification model");
                };
                return new HeadLayers(
                        none,
                        none,
                        head.norms().stream().map(operations::optional).toList());
            }
        });
    }

    /** The hidden layer of an MLP head on vectors. */
    private static Layer hidden(HeadPlan.Hidden hidden, OperationLayers operations) {
        return operations
                .linear(hidden.linear())
                .then(operations.activate(hidden.activation()))
                .then(operations.layerNormOfRows(hidden.norm()));
    }

    /** The last map {@code [N, C, H, W]} to the vector {@code [N, C]} that enters the classifier. */
    public Tensor pool(Tensor x, ForwardPass pass) {
        return pooling.forward(x, pass);
    }

    /** Vectors {@code [N, C]} to logits {@code [N, classes]}. */
    public Tensor classify(Tensor pooled, ForwardPass pass) {
        return classifier.forward(pooled, pass);
    }

    /** What a stage's map looks like as a feature. */
    public Tensor feature(int stage, Tensor x, ForwardPass pass) {
        return featureNorms.get(stage).forward(x, pass);
    }

    private static Layer dropout(double rate) {
        if (rate == 0) {
            return Layer.IDENTITY;
        }
        return (x, pass) ->
                pass.training() ? x.mul(pass.randomness().mask(DROPOUT_MASK, rate, x, x.size(0), x.size(1))) : x;
    }
}

package io.metaformer4j.torch;

import io.metaformer4j.zoo.Head;
import io.metaformer4j.zoo.Head.PoolingOrder;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Normalization;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** What follows the last stage: pooling and classifier, or a norm for each stage. */
final class Heads {

    /** Number of the head's random mask; blocks have the numbers from 0. */
    private static final int DROPOUT_MASK = -1;

    private final Layer pooling;
    private final Layer classifier;
    private final List<Layer> featureNorms;

    private Heads(Layer pooling, Layer classifier, List<Layer> featureNorms) {
        this.pooling = pooling;
        this.classifier = classifier;
        this.featureNorms = featureNorms;
    }

    static Heads of(Head head, int stages, double dropout, Layers layers) {
        NetworkState state = layers.state();
        return head.accept(new Head.Visitor<>() {
            @Override
            public Heads linear(Head.Linear description) {
                Layer classifier = dropout(dropout).then(layers.fullyConnected("head.fc"));
                return new Heads(pooling(description.order(), description.norm(), state), classifier, plain(stages));
            }

            @Override
            public Heads mlp(Head.Mlp description) {
                Layer classifier = layers.fullyConnected("head.fc.fc1")
                        .then(Activations.of(description.activation(), state, "head.fc.act"))
                        .then(vectorNorm(state, "head.fc.norm", description.hiddenEpsilon()))
                        .then(dropout(dropout))
                        .then(layers.fullyConnected("head.fc.fc2"));
                return new Heads(pooling(description.order(), description.norm(), state), classifier, plain(stages));
            }

            @Override
            public Heads features(Head.Features description) {
                List<Layer> norms = new ArrayList<>();
                for (int i = 0; i < stages; i++) {
                    norms.add(Norms.of(description.norms().get(i), state, "feature_norms." + i));
                }
                Layer none = (x, pass) -> {
                    throw new MetaFormerException(
                            "a feature backbone has no logits; ask for its features or use the classification model");
                };
                return new Heads(none, none, norms);
            }
        });
    }

    private static List<Layer> plain(int stages) {
        return Collections.nCopies(stages, Layer.IDENTITY);
    }

    /** The last map {@code [N, C, H, W]} to the vector {@code [N, C]} that enters the classifier. */
    Tensor pool(Tensor x, Pass pass) {
        return pooling.forward(x, pass);
    }

    /** Vectors {@code [N, C]} to logits {@code [N, classes]}. */
    Tensor classify(Tensor pooled, Pass pass) {
        return classifier.forward(pooled, pass);
    }

    /** What a stage's map looks like as a feature. */
    Tensor feature(int stage, Tensor x, Pass pass) {
        return featureNorms.get(stage).forward(x, pass);
    }

    private static Layer pooling(PoolingOrder order, Normalization norm, NetworkState state) {
        Layer normalize = Norms.of(norm, state, "head.norm");
        Layer mean = (x, pass) -> x.mean(new long[] {2, 3}, true, Absent.type());
        Layer both = order == PoolingOrder.NORM_THEN_POOL ? normalize.then(mean) : mean.then(normalize);
        return both.then((x, pass) -> x.flatten(1, 3));
    }

    private static Layer vectorNorm(NetworkState state, String name, double epsilon) {
        TensorOptional weight = state.get(name + ".weight").optional();
        TensorOptional bias = state.get(name + ".bias").optional();
        long[] width = {state.get(name + ".weight").tensor().size(0)};
        return (x, pass) -> Operations.layerNorm(x, width, weight, bias, epsilon);
    }

    private static Layer dropout(double rate) {
        if (rate == 0) {
            return Layer.IDENTITY;
        }
        return (x, pass) ->
                pass.training() ? x.mul(pass.randomness().mask(DROPOUT_MASK, rate, x, x.size(0), x.size(1))) : x;
    }
}

package io.metaformer4j.weights.match;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Operation;
import java.util.Collections;
import java.util.List;

/** The last linear layer of a network, which alone depends on the number of classes. */
public final class FinalLayer {

    private FinalLayer() {}

    /** Canonical names of its weight and bias; none for feature backbones. */
    public static List<String> names(Architecture architecture) {
        String layer = layer(architecture);
        return layer.isEmpty() ? List.of() : List.of(layer + ".weight", layer + ".bias");
    }

    /** Canonical name of the layer, empty for feature backbones. */
    public static String layer(Architecture architecture) {
        return NetworkPlan.of(architecture)
                .head()
                .classifier()
                .map(Operation::path)
                .orElse("");
    }

    /** The same network without any head. */
    public static Architecture body(Architecture architecture) {
        return architecture.withHead(
                new Head.FeatureMaps(Collections.nCopies(architecture.stages().size(), Normalization.NONE)));
    }
}

package io.metaformer4j.weights.load;

import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Head;
import io.metaformer4j.zoo.Normalization;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Operation;
import java.util.Collections;
import java.util.List;

/** The last linear layer of a network, which alone depends on the number of classes. */
final class Classifier {

    private Classifier() {}

    /** Canonical names of its weight and bias; none for feature backbones. */
    static List<String> names(Architecture architecture) {
        String layer = layer(architecture);
        return layer.isEmpty() ? List.of() : List.of(layer + ".weight", layer + ".bias");
    }

    /** Canonical name of the layer, empty for feature backbones. */
    static String layer(Architecture architecture) {
        return NetworkPlan.of(architecture)
                .head()
                .classifier()
                .map(Operation::path)
                .orElse("");
    }

    /** The same network without any head. */
    static Architecture body(Architecture architecture) {
        return architecture.withHead(
                new Head.Features(Collections.nCopies(architecture.stages().size(), Normalization.NONE)));
    }
}

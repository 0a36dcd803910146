package io.metaformer4j.weights.load;

import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Head;
import io.metaformer4j.zoo.Normalization;
import java.util.Collections;
import java.util.List;

/** The last linear layer of a network, which alone depends on the number of classes. */
final class Classifier implements Head.Visitor<String> {

    private Classifier() {}

    /** Canonical names of its weight and bias; none for feature backbones. */
    static List<String> names(Architecture architecture) {
        String layer = layer(architecture);
        return layer.isEmpty() ? List.of() : List.of(layer + ".weight", layer + ".bias");
    }

    /** Canonical name of the layer, empty for feature backbones. */
    static String layer(Architecture architecture) {
        return architecture.head().accept(new Classifier());
    }

    /** The same network without any head. */
    static Architecture body(Architecture architecture) {
        return architecture.withHead(
                new Head.Features(Collections.nCopies(architecture.stages().size(), Normalization.NONE)));
    }

    @Override
    public String linear(Head.Linear head) {
        return "head.fc";
    }

    @Override
    public String mlp(Head.Mlp head) {
        return "head.fc.fc2";
    }

    @Override
    public String features(Head.Features head) {
        return "";
    }
}

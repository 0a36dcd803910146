package io.metaformer4j.evaluation;

import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.model.ModelFile;
import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Model;
import io.metaformer4j.zoo.ModelCard;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.PublishedWeights;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything about a model but its weights, wherever it was described.
 *
 * @param name what messages call it
 * @param architecture the network
 * @param preprocessing how a picture becomes its input
 * @param labels names of its classes
 * @param own the weights that belong to it
 * @param published where its weights are published
 */
record Blueprint(
        String name,
        Architecture architecture,
        Preprocessing preprocessing,
        Optional<LabelSet> labels,
        Own own,
        Optional<PublishedWeights> published) {

    /** The weights that belong to a model without being asked for. */
    sealed interface Own {
        /** There are none: the model is a row of the catalog. */
        record None() implements Own {}

        /** They are a resource of this library. */
        record Embedded() implements Own {}

        /** They lie beside the model file. */
        record Beside(Path file) implements Own {}
    }

    static Blueprint of(Model model) {
        ModelCard card = model.card();
        return new Blueprint(
                model.name(),
                model.architecture(),
                card.preprocessing(),
                card.labels().flatMap(Blueprint::labels),
                new Own.None(),
                card.weights());
    }

    private static Optional<LabelSet> labels(String set) {
        return switch (set) {
            case ModelCard.IMAGENET_1K -> Optional.of(LabelSet.imageNet1k());
            case ModelCard.IMAGENET_21K -> Optional.of(LabelSet.imageNet21k());
            default -> Optional.empty();
        };
    }

    static Blueprint of(ModelFile model, Own own) {
        Optional<LabelSet> labels =
                model.labels().isEmpty() ? Optional.empty() : Optional.of(LabelSet.of(model.name(), model.labels()));
        return new Blueprint(model.name(), model.architecture(), model.preprocessing(), labels, own, Optional.empty());
    }

    /** The same network with a classifier for another number of classes, which then have no names. */
    Blueprint withClasses(int classes) {
        return classes == architecture.classes()
                ? this
                : new Blueprint(
                        name, architecture.withClasses(classes), preprocessing, Optional.empty(), own, published);
    }
}

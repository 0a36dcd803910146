package io.metaformer4j.evaluation;

import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.model.ModelFile;
import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Model;
import io.metaformer4j.zoo.ModelCard;
import io.metaformer4j.zoo.PublishedWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model without its weights, wherever it was described.
 *
 * @param model name, network, preprocessing and names of the classes
 * @param labels the same names, with WordNet ids if the classes have some
 * @param own the weights that belong to it
 * @param published where its weights are published
 */
record Blueprint(ModelFile model, Optional<LabelSet> labels, Own own, Optional<PublishedWeights> published) {

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
        Optional<LabelSet> labels = card.labels().flatMap(Blueprint::labels);
        ModelFile file = ModelFile.of(model.name(), model.architecture(), card.preprocessing())
                .withLabels(labels.map(LabelSet::names).orElse(List.of()));
        return new Blueprint(file, labels, new Own.None(), card.weights());
    }

    private static Optional<LabelSet> labels(String set) {
        return switch (set) {
            case ModelCard.IMAGENET_1K -> Optional.of(LabelSet.imageNet1k());
            case ModelCard.IMAGENET_21K -> Optional.of(LabelSet.imageNet21k());
            default -> Optional.empty();
        };
    }

    static Blueprint of(ModelFile model, Own own) {
        return new Blueprint(model, labels(model), own, Optional.empty());
    }

    /** A model that was trained on ImageNet's folders has WordNet ids as names; they are understood. */
    static Optional<LabelSet> labels(ModelFile model) {
        if (model.labels().isEmpty()) {
            return Optional.empty();
        }
        Optional<LabelSet> known =
                LabelSet.ofSize(model.labels().size()).filter(set -> set.wnids().equals(model.labels()));
        return Optional.of(known.orElseGet(() -> LabelSet.of(model.name(), model.labels())));
    }

    /** The same network with a classifier for another number of classes, which then have no names. */
    Blueprint withClasses(int classes) {
        Architecture architecture = model.architecture();
        return classes == architecture.classes()
                ? this
                : new Blueprint(
                        model.withLabels(List.of()).withArchitecture(architecture.withClasses(classes)),
                        Optional.empty(),
                        own,
                        published);
    }
}

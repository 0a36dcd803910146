package io.metaformer4j.weights.match;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.DialectMatch;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.ModelCard;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Guesses what is behind misfits, and how to fix it.
 *
 * @param suggestions finds models that the checkpoint may belong to
 * @param stored tensors of the checkpoint
 * @param dialect how they are named
 * @param wanted the network that they do not fit
 */
public record LoadHints(
        Supplier<ModelMatcher> suggestions,
        Map<String, WeightTensor> stored,
        DialectMatch dialect,
        Architecture wanted) {

    /** Clauses for a message. */
    public List<String> of(Mismatches misfits) {
        List<String> hints = new ArrayList<>();
        model().ifPresent(hints::add);
        classes(misfits).ifPresent(hints::add);
        featureNorms(misfits).ifPresent(hints::add);
        if (!misfits.nonFinite().isEmpty()) {
            hints.add("the training that wrote them has diverged, or the file is damaged");
        }
        return hints;
    }

    /** Asks whether the checkpoint belongs to another model. */
    public Optional<String> model() {
        return suggestions.get().hint(stored, dialect, wanted);
    }

    private Optional<String> classes(Mismatches misfits) {
        Set<String> classifier = Set.copyOf(FinalLayer.names(wanted));
        for (Mismatches.Misshapen tensor : misfits.misshapen()) {
            if (classifier.contains(tensor.canonicalName())
                    && stored.get(tensor.name()).shape().length == 1) {
                long rows = stored.get(tensor.name()).shape()[0];
                if (rows == wanted.classes()) {
                    continue;
                }
                String conversion =
                        rows == ModelCard.IMAGENET_21K_CLASSES && wanted.classes() == ModelCard.IMAGENET_1K_CLASSES
                                ? " or for the conversion of the head from 21k to 1k"
                                : "";
                return Optional.of("the checkpoint has " + rows + " classes, not " + wanted.classes() + ": choose "
                        + rows + " classes, or ask for a fresh classifier" + conversion);
            }
        }
        return Optional.empty();
    }

    /** A classification checkpoint lacks all norms of the maps; one that lacks some is another backbone's. */
    private Optional<String> featureNorms(Mismatches misfits) {
        if (wanted.hasClassifier()) {
            return Optional.empty();
        }
        String norms = NetworkPlan.of(wanted).head().path() + ".";
        long absent = misfits.missing().stream()
                .filter(tensor -> tensor.canonicalName().startsWith(norms))
                .count();
        long wantedNorms = ParameterLayout.of(wanted).specs().stream()
                .filter(spec -> spec.name().startsWith(norms))
                .count();
        return absent > 0 && absent == wantedNorms
                ? Optional.of(
                        "classification checkpoints have no norms for the feature maps, these are trained with the"
                                + " detector or segmenter: ask for a fresh head, which starts with new ones")
                : Optional.empty();
    }
}

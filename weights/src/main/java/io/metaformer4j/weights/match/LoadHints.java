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
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Suggests what causes mismatches, and how to fix them.
 *
 * @param suggestions finds models that the checkpoint may belong to
 * @param stored tensors of the checkpoint
 * @param dialect how they are named
 * @param wanted the network that they do not fit
 * @param adapts whether a stem for colours was to be adapted to the input of the network
 */
public record LoadHints(
        Supplier<ModelMatcher> suggestions,
        Map<String, WeightTensor> stored,
        DialectMatch dialect,
        Architecture wanted,
        boolean adapts) {

    /** Channels of the stems that can be adapted. */
    private static final int COLORS = 3;

    /** Clauses for a message. */
    public List<String> of(Mismatches mismatches) {
        List<String> hints = new ArrayList<>();
        model().ifPresent(hints::add);
        inputChannels(mismatches).ifPresent(hints::add);
        classes(mismatches).ifPresent(hints::add);
        featureNorms(mismatches).ifPresent(hints::add);
        if (!mismatches.nonFinite().isEmpty()) {
            hints.add("the training that wrote them has diverged, or the file is damaged");
        }
        return hints;
    }

    /** The other model that the checkpoint seems to belong to, as a clause. */
    public Optional<String> model() {
        return suggestions.get().hint(stored, dialect, wanted);
    }

    /** Nothing is said where other sides differ, too: then it is another stem, whatever its input. */
    private Optional<String> inputChannels(Mismatches mismatches) {
        String stem = FirstLayer.weight(wanted);
        OptionalInt found = mismatches.mismatched().stream()
                .filter(tensor -> tensor.canonicalName().equals(stem))
                .map(tensor -> ShapeRule.of(stored.get(tensor.name()).shape()))
                .filter(shape -> differsInChannelsAlone(shape, stem))
                .mapToInt(shape -> shape.get(FirstLayer.INPUTS))
                .findFirst();
        boolean adaptable = found.isPresent() && found.getAsInt() == COLORS;
        if (found.isEmpty() || (adaptable && adapts)) {
            return Optional.empty();
        }
        return Optional.of("the checkpoint takes input of " + found.getAsInt() + " channels, not "
                + wanted.inputChannels() + ": give " + (adaptable ? wanted.inputChannels() : found.getAsInt())
                + " as the number of input channels" + (adaptable ? ", and its stem is adapted" : ""));
    }

    private boolean differsInChannelsAlone(List<Integer> shape, String stem) {
        int found = FirstLayer.channels(shape).orElse(wanted.inputChannels());
        if (found == wanted.inputChannels()) {
            return false;
        }
        List<Integer> others = new ArrayList<>(shape);
        others.set(FirstLayer.INPUTS, wanted.inputChannels());
        return ParameterLayout.of(wanted).specs().stream()
                .anyMatch(spec -> spec.name().equals(stem) && spec.shape().equals(others));
    }

    private Optional<String> classes(Mismatches mismatches) {
        Set<String> classifier = Set.copyOf(FinalLayer.names(wanted));
        for (Mismatches.Mismatched tensor : mismatches.mismatched()) {
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
    private Optional<String> featureNorms(Mismatches mismatches) {
        if (wanted.hasClassifier()) {
            return Optional.empty();
        }
        String norms = NetworkPlan.of(wanted).head().path() + ".";
        long absent = mismatches.missing().stream()
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

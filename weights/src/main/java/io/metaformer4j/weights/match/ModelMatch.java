package io.metaformer4j.weights.match;

import io.metaformer4j.weights.dialect.DialectMatch;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Model;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The models whose tensors a checkpoint holds. They may be several: resolution, epsilons, the order of pooling and norm, and
 * mixers without weights leave no trace in names and shapes.
 *
 * @param candidates the models, the most likely first; never empty
 * @param dialect how the checkpoint names its tensors
 */
public record ModelMatch(List<Candidate> candidates, DialectMatch dialect) {

    /**
     * One model whose tensors the checkpoint holds.
     *
     * @param model the model
     * @param architecture its network, with the numbers of classes and of channels of the input that the checkpoint has, and
     *     without a head where the checkpoint has none
     */
    public record Candidate(Model model, Architecture architecture) {}

    public ModelMatch {
        candidates = List.copyOf(candidates);
    }

    /**
     * The most likely model.
     *
     * @return the first candidate
     */
    public Candidate best() {
        return candidates.get(0);
    }

    /**
     * All names.
     *
     * @return the names of all candidates, joined by commas
     */
    public String names() {
        return candidates.stream().map(candidate -> candidate.model().name()).collect(Collectors.joining(", "));
    }
}

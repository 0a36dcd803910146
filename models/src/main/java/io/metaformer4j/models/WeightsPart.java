package io.metaformer4j.models;

import io.metaformer4j.weights.StateDictChoice;
import io.metaformer4j.weights.load.LoadOptions;
import java.util.Optional;

/**
 * Which of the weights in a file are meant, where it holds several.
 *
 * @param choice averaged or raw weights
 * @param part what stands before the names of the network, or the key that leads to it; empty to find it out
 */
public record WeightsPart(StateDictChoice choice, Optional<String> part) {

    /** Averaged weights where there are some, of the only network. */
    public static final WeightsPart ANY = new WeightsPart(StateDictChoice.AUTO, Optional.empty());

    /**
     * Applies the choice to the options of a loader.
     *
     * @param options other options
     * @return the options with this choice
     */
    public LoadOptions apply(LoadOptions options) {
        LoadOptions chosen = options.withChoice(choice);
        return part.isPresent() ? chosen.withPrefix(part.get()) : chosen;
    }
}

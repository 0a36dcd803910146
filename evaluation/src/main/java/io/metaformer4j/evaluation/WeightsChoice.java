package io.metaformer4j.evaluation;

import io.metaformer4j.weights.hub.WeightSource;
import io.metaformer4j.zoo.MetaFormerException;

/** Which weights a model gets. */
public sealed interface WeightsChoice {

    /** The weights that belong to the model: those of the embedded model, or those that lie beside a model file. */
    record Own() implements WeightsChoice {
        @Override
        public String toString() {
            return "the model's own";
        }
    }

    /** The weights that the catalog names for the model, fetched from the hub. */
    record Pretrained() implements WeightsChoice {
        @Override
        public String toString() {
            return PRETRAINED;
        }
    }

    /**
     * Fresh weights, drawn as the papers' code does; for trying shapes and speed.
     *
     * @param seed the same seed gives the same weights
     */
    record Random(long seed) implements WeightsChoice {
        @Override
        public String toString() {
            return RANDOM + ":" + seed;
        }
    }

    /**
     * A checkpoint.
     *
     * @param source a local file, a file on a web server or in a repository of the hub
     */
    record Stored(WeightSource source) implements WeightsChoice {
        @Override
        public String toString() {
            return source.toString();
        }
    }

    /** The word for {@link Pretrained}. */
    String PRETRAINED = "pretrained";

    /** The word for {@link Random}. */
    String RANDOM = "random";

    /**
     * Understands what a user types.
     *
     * @param text {@code pretrained}, {@code random} or {@code random:<seed>}, {@code hf:owner/name[@revision][:file]}, an
     *     {@code https://} address, or the path of a file
     * @return the choice
     * @throws MetaFormerException if it starts like one of them and is not well-formed
     */
    static WeightsChoice parse(String text) {
        if (text.equals(PRETRAINED)) {
            return new Pretrained();
        }
        if (text.equals(RANDOM)) {
            return new Random(0);
        }
        if (text.startsWith(RANDOM + ":")) {
            try {
                return new Random(Long.parseLong(text.substring(RANDOM.length() + 1)));
            } catch (NumberFormatException e) {
                throw new MetaFormerException(
                        "weights '" + text + "' have no whole number as seed; write for instance random:42", e);
            }
        }
        return new Stored(WeightSource.parse(text));
    }
}

package io.metaformer4j.evaluation;

import java.util.Optional;

/**
 * One class that a picture may show.
 *
 * @param index output of the network, from 0
 * @param label name of the class with all its synonyms; {@code class 7} if the classes have no names
 * @param wnid WordNet id of the class, for ImageNet's classes
 * @param probability softmax of the logits, 0 to 1
 */
public record Prediction(int index, String label, Optional<String> wnid, double probability) {

    /**
     * The usual name of the class.
     *
     * @return what stands before the first comma of the label
     */
    public String shortLabel() {
        int comma = label.indexOf(", ");
        return comma < 0 ? label : label.substring(0, comma);
    }
}

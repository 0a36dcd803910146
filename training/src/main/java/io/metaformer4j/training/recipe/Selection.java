package io.metaformer4j.training.recipe;

import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * Which checkpoints of a run stay, besides the latest ones. The best one always does, as {@code best.pth}.
 *
 * @param score which score of the validation decides what is better
 * @param history behind how many of the best epochs the checkpoints stay, timm's {@code --checkpoint-hist}; 0 for none
 */
public record Selection(Plateau.Score score, int history) {

    /** By the accuracy, and the best one only. */
    public static final Selection BEST = new Selection(Plateau.Score.TOP1, 0);

    public Selection {
        if (history < 0) {
            throw new MetaFormerException(
                    "the number of best checkpoints that stay is " + history + ", but must not be negative");
        }
    }
}

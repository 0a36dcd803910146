package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * A trainable map {@code [1, C, height, width]} that is added before the first block of a stage. The stage's map must
 * have exactly this size.
 *
 * @param height rows
 * @param width columns
 */
public record PositionEmbedding(int height, int width) {
    public PositionEmbedding {
        if (height < 1 || width < 1) {
            throw new MetaFormerException("position embedding " + height + "x" + width + " must be at least 1x1");
        }
    }
}

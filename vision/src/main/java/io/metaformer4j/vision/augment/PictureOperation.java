package io.metaformer4j.vision.augment;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.RandomSource;

/** A random change of a picture's pixels that keeps its size. Implementations are safe for concurrent use. */
@FunctionalInterface
public interface PictureOperation {

    /**
     * Changes the picture.
     *
     * @param canvas the picture
     * @param draws where the randomness comes from
     */
    void apply(Canvas canvas, RandomSource draws);
}

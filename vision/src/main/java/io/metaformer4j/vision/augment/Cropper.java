package io.metaformer4j.vision.augment;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.transform.Sample;

/** Crops samples onto a canvas; confined to one thread. */
@FunctionalInterface
interface Cropper {

    void crop(Sample sample, RandomSource draws, Canvas canvas);
}

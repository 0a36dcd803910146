package io.metaformer4j.vision.augment;

import io.metaformer4j.vision.data.Sample;
import io.metaformer4j.vision.random.Draws;

/** Crops samples onto a canvas; confined to one thread. */
@FunctionalInterface
interface Cropper {

    void crop(Sample sample, Draws draws, Canvas canvas);
}

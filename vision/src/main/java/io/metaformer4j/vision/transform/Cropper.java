package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.RandomSource;

/** Crops samples onto a canvas; confined to one thread. */
@FunctionalInterface
interface Cropper {

    /** Fills the canvas; returns which part of the picture is on it. */
    AppliedGeometry crop(Sample sample, RandomSource random, Canvas canvas);
}

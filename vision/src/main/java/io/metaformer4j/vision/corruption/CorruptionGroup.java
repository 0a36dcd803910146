package io.metaformer4j.vision.corruption;

/** The groups of ImageNet-C: four of the benchmark, and what its authors keep for validation. */
public enum CorruptionGroup {
    /** Random values at every pixel, as sensors and transmission make them. */
    NOISE,
    /** What is out of focus, behind rough glass, or moved while the picture was taken. */
    BLUR,
    /** What lies between the camera and the thing, and the light. */
    WEATHER,
    /** What processing does: contrast, distortion, few pixels, compression. */
    DIGITAL,
    /** Four more, not part of the benchmark, to try things on without looking at it. */
    EXTRA
}

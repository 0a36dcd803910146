/** Corruptions by noise: random values at every pixel. */
package io.metaformer4j.vision.corruption.noise;

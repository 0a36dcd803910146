/** Corruptions by blur. */
package io.metaformer4j.vision.corruption.blur;

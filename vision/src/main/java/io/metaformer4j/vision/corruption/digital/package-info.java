/** Corruptions by what programs do to pictures. */
package io.metaformer4j.vision.corruption.digital;

/**
 * Resizing pictures exactly as Pillow does.
 */
package io.metaformer4j.vision.resample;

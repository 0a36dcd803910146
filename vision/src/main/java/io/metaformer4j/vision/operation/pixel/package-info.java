/** What Pillow 12.3 computes on the bytes of a picture, {@code [H, W, 3]}: curves, blends, smoothing and affine maps. */
package io.metaformer4j.vision.operation.pixel;

/** Bytes of image files: readers with bounds, decompressors, and the EXIF orientation that several formats carry. */
package io.metaformer4j.vision.decode.bytes;

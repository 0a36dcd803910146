/** One codec for each format but TIFF. */
package io.metaformer4j.vision.decode.format;

/** The headers and colour rules of JPEG files, for the decoder of {@code decode.jpeg.baseline} and for those of others. */
package io.metaformer4j.vision.decode.jpeg;

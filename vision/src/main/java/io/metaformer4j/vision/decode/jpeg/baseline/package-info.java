/** A decoder for baseline JPEG files with the bytes of libjpeg-turbo, which computes only the region that is wanted. */
package io.metaformer4j.vision.decode.jpeg.baseline;

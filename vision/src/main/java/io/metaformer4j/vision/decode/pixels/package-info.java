/** From the rows of a format to the pixels of a picture, and the memory that a worker reuses for it. */
package io.metaformer4j.vision.decode.pixels;

/** The codec for TIFF files, whose chunks may be compressed in several ways, JPEG among them. */
package io.metaformer4j.vision.decode.tiff;

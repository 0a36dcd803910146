package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;

/** What a data set stores for a sample: an image file, or pixels. */
public sealed interface Sample permits Sample.Encoded, Sample.Pixels {

    /**
     * An image file.
     *
     * @param image its bytes
     */
    record Encoded(EncodedImage image) implements Sample {

        @Override
        public Picture decode(ImageDecoder decoder, DecodeWorkspace workspace) {
            return decoder.decode(image, workspace);
        }

        @Override
        public boolean needsDecoding() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.encoded(image);
        }
    }

    /**
     * Pixels that need no decoding.
     *
     * @param picture the pixels; only to be read
     */
    record Pixels(Picture picture) implements Sample {

        @Override
        public Picture decode(ImageDecoder decoder, DecodeWorkspace workspace) {
            return picture;
        }

        @Override
        public boolean needsDecoding() {
            return false;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.pixels(picture);
        }
    }

    /** One method for each kind of sample. */
    interface Visitor<R> {
        R encoded(EncodedImage image);

        R pixels(Picture picture);
    }

    /**
     * The whole picture.
     *
     * @param decoder what decodes image files
     * @param workspace arrays to decode in
     * @return the picture, valid until the workspace or the sample's buffer is used again; only to be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     */
    Picture decode(ImageDecoder decoder, DecodeWorkspace workspace);

    /** Whether {@link #decode} has anything to decode, rather than pixels to hand through. */
    boolean needsDecoding();

    /** Calls the visitor's method for this kind of sample. */
    <R> R accept(Visitor<R> visitor);
}

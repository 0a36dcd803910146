package io.metaformer4j.evaluation;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.TransformWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture that is to be classified, in one of the forms in which users have it. */
interface PictureSource {

    /** Writes the transformed picture into a batch. */
    void write(EvalTransform transform, ImageDecoder decoder, ImageBatch batch, int index, TransformWorkspace workspace)
            throws IOException;

    /** What messages call the picture. */
    String name();

    static PictureSource of(Path file) {
        return new File(file);
    }

    static PictureSource of(byte[] bytes, String name) {
        return new Encoded(EncodedImage.of(bytes, name));
    }

    static PictureSource of(Picture picture) {
        return new Decoded(picture);
    }

    /** An image file. */
    record File(Path path) implements PictureSource {
        @Override
        public void write(
                EvalTransform transform,
                ImageDecoder decoder,
                ImageBatch batch,
                int index,
                TransformWorkspace workspace)
                throws IOException {
            if (Files.isDirectory(path)) {
                throw new IOException("'" + path + "' is a folder, not a picture; name the files in it");
            }
            transform.apply(decoder.read(path, workspace.decoding()), decoder, batch, index, workspace);
        }

        @Override
        public String name() {
            return path.toString();
        }
    }

    /** The bytes of an image file. */
    record Encoded(EncodedImage image) implements PictureSource {
        @Override
        public void write(
                EvalTransform transform,
                ImageDecoder decoder,
                ImageBatch batch,
                int index,
                TransformWorkspace workspace) {
            transform.apply(image, decoder, batch, index, workspace);
        }

        @Override
        public String name() {
            return image.name();
        }
    }

    /** Pixels. */
    record Decoded(Picture picture) implements PictureSource {
        @Override
        public void write(
                EvalTransform transform,
                ImageDecoder decoder,
                ImageBatch batch,
                int index,
                TransformWorkspace workspace) {
            transform.apply(picture, batch, index, workspace);
        }

        @Override
        public String name() {
            return picture.toString();
        }
    }
}

package io.metaformer4j.evaluation;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture for a network, in one of the forms in which users have it. */
public interface ImageSource {

    /**
     * What messages call the picture.
     *
     * @return for instance the path of a file
     */
    String name();

    /**
     * Reads the picture, without decoding more than is needed.
     *
     * @param decoder whose limits hold
     * @param workspace arrays to read into
     * @return the image file's bytes, or pixels; valid until the workspace is used again
     * @throws IOException if it cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is too large
     */
    Sample read(ImageDecoder decoder, DecodeWorkspace workspace) throws IOException;

    /**
     * An image file.
     *
     * @param path the file
     * @return the source; nothing is read yet
     */
    static ImageSource of(Path path) {
        return new ImageSource() {
            @Override
            public String name() {
                return path.toString();
            }

            @Override
            public Sample read(ImageDecoder decoder, DecodeWorkspace workspace) throws IOException {
                if (Files.isDirectory(path)) {
                    throw new IOException("'" + path + "' is a folder, not a picture; name the files in it");
                }
                return new Sample.Encoded(decoder.read(path, workspace));
            }
        };
    }

    /**
     * The bytes of an image file.
     *
     * @param bytes the encoded image, not copied
     * @param name what to call it in messages
     * @return the source
     */
    static ImageSource of(byte[] bytes, String name) {
        return given(new Sample.Encoded(EncodedImage.of(bytes, name)), name);
    }

    /**
     * Pixels.
     *
     * @param picture the picture, not copied
     * @return the source
     */
    static ImageSource of(Picture picture) {
        return given(new Sample.Pixels(picture), picture.toString());
    }

    /**
     * A stream that holds one image file, for instance an upload.
     *
     * @param stream is read to its end when the picture is wanted, once, and stays the caller's to close
     * @param name what to call it in messages
     * @return the source
     */
    static ImageSource of(InputStream stream, String name) {
        return new ImageSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Sample read(ImageDecoder decoder, DecodeWorkspace workspace) throws IOException {
                return new Sample.Encoded(decoder.read(stream, name));
            }
        };
    }

    private static ImageSource given(Sample sample, String name) {
        return new ImageSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Sample read(ImageDecoder decoder, DecodeWorkspace workspace) {
                return sample;
            }
        };
    }
}

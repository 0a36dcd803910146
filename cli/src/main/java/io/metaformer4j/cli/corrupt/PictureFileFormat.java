package io.metaformer4j.cli.corrupt;

import io.metaformer4j.vision.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What corrupted pictures are written as. */
enum PictureFileFormat {
    /** Without loss. */
    PNG("png") {
        @Override
        void write(Picture picture, ByteArrayOutputStream file) throws IOException {
            picture.writePng(file);
        }
    },
    /** With the quality that ImageNet-C's files have. */
    JPEG("jpg") {
        @Override
        void write(Picture picture, ByteArrayOutputStream file) throws IOException {
            picture.writeJpeg(file, QUALITY);
        }
    };

    private static final int QUALITY = 85;

    private final String extension;

    PictureFileFormat(String extension) {
        this.extension = extension;
    }

    abstract void write(Picture picture, ByteArrayOutputStream file) throws IOException;

    /** JPEG if the name of a file says so. */
    static PictureFileFormat of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jpg") || name.endsWith(".jpeg") ? JPEG : PNG;
    }

    /** How names of such files end, without the dot. */
    String extension() {
        return extension;
    }

    /** The bytes of a file. */
    byte[] encode(Picture picture) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        write(picture, file);
        return file.toByteArray();
    }
}

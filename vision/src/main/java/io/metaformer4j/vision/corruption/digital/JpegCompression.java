package io.metaformer4j.vision.corruption.digital;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * ImageNet-C's JPEG compression: written as a JPEG file with halved colour resolution and read again. Java's writer computes
 * as libjpeg does, which is behind Pillow.
 *
 * @param quality libjpeg's quality, 1 to 100
 */
public record JpegCompression(int quality) implements PictureOperation {

    private static final ImageDecoder DECODER = ImageDecoder.standard();

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            canvas.picture().writeJpeg(file, quality);
        } catch (IOException e) {
            throw new UncheckedIOException("a JPEG file cannot be made in memory", e);
        }
        Picture picture = DECODER.decode(file.toByteArray(), "JPEG of quality " + quality);
        System.arraycopy(picture.rgb(), 0, canvas.rgb(), 0, picture.byteCount());
    }
}

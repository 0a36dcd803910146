package io.metaformer4j.vision.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Fixtures;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A small JPEG, and what Pillow makes of it.
 *
 * @param image its bytes, in the middle of a larger array
 * @param refused whether Pillow refuses it
 * @param width width of the picture, if not refused
 * @param height height of the picture, if not refused
 * @param sha256 hash of the picture, if not refused
 */
record JpegSample(EncodedImage image, boolean refused, int width, int height, String sha256) {

    private static final int MARGIN = 7;

    /** All samples. */
    static List<JpegSample> all() {
        return StreamSupport.stream(Fixtures.json("decode/jpegs.json").spliterator(), false)
                .map(JpegSample::of)
                .toList();
    }

    private static JpegSample of(JsonNode sample) {
        byte[] bytes = Base64.getDecoder().decode(sample.get("jpeg").asText());
        EncodedImage image = surrounded(bytes, bytes.length, sample.get("name").asText());
        return new JpegSample(
                image,
                sample.path("refused").asBoolean(),
                sample.path("width").asInt(),
                sample.path("height").asInt(),
                sample.path("sha256").asText());
    }

    /** The first bytes of a file amid others, which must not be read. */
    static EncodedImage surrounded(byte[] bytes, int length, String name) {
        byte[] array = new byte[length + 2 * MARGIN];
        Arrays.fill(array, (byte) 0x5a);
        System.arraycopy(bytes, 0, array, MARGIN, length);
        return EncodedImage.of(array, MARGIN, length, name);
    }

    /** A copy of its bytes. */
    byte[] bytes() {
        return Arrays.copyOfRange(image.bytes(), image.offset(), image.offset() + image.length());
    }

    @Override
    public String toString() {
        return image.name();
    }
}

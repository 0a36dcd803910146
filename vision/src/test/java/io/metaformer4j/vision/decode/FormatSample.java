package io.metaformer4j.vision.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.EncodedImage;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A small file of some format, and what Pillow makes of it.
 *
 * @param image its bytes, in the middle of a larger array
 * @param refused whether Pillow refuses it
 * @param width width of the picture, if not refused
 * @param height height of the picture, if not refused
 * @param sha256 hash of the picture as RGB, if not refused
 */
public record FormatSample(EncodedImage image, boolean refused, int width, int height, String sha256) {

    private static final int MARGIN = 7;

    /** All samples but those of {@link #jpegs()}. */
    public static List<FormatSample> all() {
        return read("decode/formats.json", "file");
    }

    /** Many kinds of JPEG. */
    static List<FormatSample> jpegs() {
        return read("decode/jpegs.json", "jpeg");
    }

    private static List<FormatSample> read(String list, String file) {
        return StreamSupport.stream(Fixtures.json(list).spliterator(), false)
                .map(sample -> of(sample, file))
                .toList();
    }

    private static FormatSample of(JsonNode sample, String file) {
        byte[] bytes = Base64.getDecoder().decode(sample.get(file).asText());
        return new FormatSample(
                surrounded(bytes, bytes.length, sample.get("name").asText()),
                sample.has("refused"),
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

package io.metaformer4j.vision.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Fixtures;
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

    /** All samples. */
    public static List<FormatSample> all() {
        return StreamSupport.stream(Fixtures.json("decode/formats.json").spliterator(), false)
                .map(FormatSample::of)
                .toList();
    }

    private static FormatSample of(JsonNode sample) {
        byte[] bytes = Base64.getDecoder().decode(sample.get("file").asText());
        return new FormatSample(
                JpegSample.surrounded(bytes, bytes.length, sample.get("name").asText()),
                sample.has("refused"),
                sample.path("width").asInt(),
                sample.path("height").asInt(),
                sample.path("sha256").asText());
    }

    @Override
    public String toString() {
        return image.name();
    }
}

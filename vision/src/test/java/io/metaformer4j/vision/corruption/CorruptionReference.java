package io.metaformer4j.vision.corruption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What ImageNet-C's code makes of one picture: sums, 64 values and, for severity 3 of most, everything. It truncates 64-bit
 * floats, so a value may differ by one where the last bit of its float does.
 */
record CorruptionReference(String corruption, JsonNode expected) {

    private static final int SIDE = 224;
    private static final int CASE_SEED = 31;

    /** How many of a thousand values may differ by one. */
    private static final double DIFFERING = 5;

    /** A corruption without random numbers. */
    static CorruptionReference of(String corruption, Severity severity) {
        return all("corruptions.json").stream()
                .filter(one ->
                        one.corruption.equals(corruption) && one.severity().equals(severity))
                .findFirst()
                .orElseThrow();
    }

    /** All cases of a file. */
    static List<CorruptionReference> all(String file) {
        JsonNode cases = Fixtures.json("corruption/" + file).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(one -> new CorruptionReference(one.get("corruption").asText(), one))
                .toList();
    }

    static Picture input() {
        return Picture.of(SIDE, SIDE, Fixtures.bytes("corruption/input.bin"));
    }

    Severity severity() {
        return new Severity(expected.get("severity").asInt());
    }

    PictureOperation operation() {
        return Corruption.named(corruption).at(severity());
    }

    /** Runs the operation with the numbers that the reference drew. */
    Picture withTheNumbersOfTheReference() {
        Canvas canvas = Canvas.of(input());
        operation().apply(canvas, numbers());
        return canvas.picture();
    }

    ReferenceNumbers numbers() {
        return new ReferenceNumbers(SyntheticStream.of(expected.get("stream").asText(), CASE_SEED));
    }

    void check(PictureOperation operation) {
        check(operation.apply(input(), 0));
    }

    void check(Picture actual) {
        JsonNode samples = expected.get("samples");
        for (int k = 0; k < samples.size(); k++) {
            int index = SyntheticStream.sampleIndex(k, actual.byteCount());
            assertThat(Math.abs((actual.rgb()[index] & 0xff) - samples.get(k).asInt()))
                    .as("value %d", index)
                    .isLessThanOrEqualTo(1);
        }
        for (int c = 0; c < Picture.CHANNELS; c++) {
            long reference = expected.get("sum_rgb").get(c).asLong();
            assertThat((double) Math.abs(sum(actual, c) - reference)).isLessThan(SIDE * SIDE * DIFFERING / 1000);
        }
        if (expected.has("file")) {
            checkWhole(actual, whole());
        }
    }

    /** Checks what is equal to the last value, not only near. */
    void checkEqual(Picture actual) {
        JsonNode samples = expected.get("samples");
        for (int k = 0; k < samples.size(); k++) {
            int index = SyntheticStream.sampleIndex(k, actual.byteCount());
            assertThat(actual.rgb()[index] & 0xff)
                    .as("%s, value %d", this, index)
                    .isEqualTo(samples.get(k).asInt());
        }
        for (int c = 0; c < Picture.CHANNELS; c++) {
            assertThat(sum(actual, c))
                    .as("%s, channel %d", this, c)
                    .isEqualTo(expected.get("sum_rgb").get(c).asLong());
        }
        if (expected.has("file")) {
            assertThat(actual.rgb()).isEqualTo(whole());
        }
    }

    private static long sum(Picture picture, int channel) {
        long sum = 0;
        for (int i = channel; i < picture.byteCount(); i += Picture.CHANNELS) {
            sum += picture.rgb()[i] & 0xff;
        }
        return sum;
    }

    /** The whole picture, where it was kept. */
    byte[] whole() {
        return Fixtures.bytes("corruption/" + expected.get("file").asText());
    }

    private static void checkWhole(Picture actual, byte[] whole) {
        int differing = 0;
        for (int i = 0; i < whole.length; i++) {
            int difference = Math.abs((actual.rgb()[i] & 0xff) - (whole[i] & 0xff));
            assertThat(difference).as("value %d", i).isLessThanOrEqualTo(1);
            differing += difference;
        }
        assertThat((double) differing).isLessThan(whole.length * DIFFERING / 1000);
    }

    @Override
    public String toString() {
        return corruption + " " + severity().level();
    }
}

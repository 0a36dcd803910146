package io.metaformer4j.vision.corruption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.operation.PictureOperation;
import java.util.stream.StreamSupport;

/**
 * What ImageNet-C's code makes of one picture: sums, 64 values and, for severity 3, everything. It truncates 64-bit floats,
 * so a value may differ by one where the last bit of its float does.
 */
record CorruptionReference(String corruption, JsonNode expected) {

    private static final int SIDE = 224;

    /** How many of a thousand values may differ by one. */
    private static final double DIFFERING = 5;

    static CorruptionReference of(String corruption, Severity severity) {
        JsonNode cases = Fixtures.json("corruption/corruptions.json").get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .filter(one -> one.get("corruption").asText().equals(corruption))
                .filter(one -> one.get("severity").asInt() == severity.level())
                .map(one -> new CorruptionReference(corruption, one))
                .findFirst()
                .orElseThrow();
    }

    void check(PictureOperation operation) {
        Picture input = Picture.of(SIDE, SIDE, Fixtures.bytes("corruption/input.bin"));
        Picture actual = operation.apply(input, 0);
        JsonNode samples = expected.get("samples");
        for (int k = 0; k < samples.size(); k++) {
            int index = SyntheticStream.sampleIndex(k, actual.byteCount());
            assertThat(Math.abs((actual.rgb()[index] & 0xff) - samples.get(k).asInt()))
                    .isLessThanOrEqualTo(1);
        }
        for (int c = 0; c < Picture.CHANNELS; c++) {
            long sum = 0;
            for (int i = c; i < actual.byteCount(); i += Picture.CHANNELS) {
                sum += actual.rgb()[i] & 0xff;
            }
            long reference = expected.get("sum_rgb").get(c).asLong();
            assertThat((double) Math.abs(sum - reference)).isLessThan(SIDE * SIDE * DIFFERING / 1000);
        }
        if (expected.get("severity").asInt() == 3) {
            checkWhole(actual, Fixtures.bytes("corruption/" + corruption + "_3.bin"));
        }
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
}

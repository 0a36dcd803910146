package io.metaformer4j.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.weights.WeightTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The class-activation fixtures: a picture, the weights of a poolformer_s12, and what the references made of them. */
public final class CamFixtures {

    /** Width and height of the picture. */
    public static final int SIDE = 224;

    private static final long CASE_SEED = 21;

    private CamFixtures() {}

    /** The picture that all references looked at. */
    public static Picture picture() throws IOException {
        return Picture.of(SIDE, SIDE, bytes("input.bin"));
    }

    /** The synthetic weights ("synth-1") of timm's poolformer_s12, by name. */
    public static Map<String, WeightTensor> weights() throws IOException {
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        for (JsonNode row : json("poolformer_s12_param_spec.json").get("rows")) {
            weights.put(row.get(0).asText(), synthetic(row));
        }
        return weights;
    }

    /** A fixture as JSON. */
    public static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(bytes(name));
    }

    /** A fixture's bytes. */
    public static byte[] bytes(String name) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(CamFixtures.class.getResourceAsStream("/fixtures/cam/" + name), name)) {
            return stream.readAllBytes();
        }
    }

    private static WeightTensor synthetic(JsonNode row) {
        long seed = 0xCBF29CE484222325L;
        for (byte b : row.get(0).asText().getBytes(StandardCharsets.UTF_8)) {
            seed = (seed ^ (b & 0xff)) * 0x100000001B3L;
        }
        seed ^= Seeds.mix(CASE_SEED);
        long[] shape = new long[row.get(1).size()];
        int count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = row.get(1).get(i).asLong();
            count *= (int) shape[i];
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double share = (Seeds.mix(seed + (i + 1) * Seeds.GOLDEN_GAMMA) >>> 40) * 0x1p-24;
            values[i] = (float) (row.get(2).asDouble() + row.get(3).asDouble() * (2 * share - 1));
        }
        return WeightTensor.ofFloats(values, shape);
    }
}

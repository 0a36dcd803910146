package io.metaformer4j.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticTensor;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.WeightTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The class-activation fixtures: a picture, the weights of a poolformer_s12, and what the references made of them. */
public final class CamReference {

    /** Width and height of the picture. */
    public static final int SIDE = 224;

    private static final long CASE_SEED = 21;

    private CamReference() {}

    /** The picture that all references looked at. */
    public static Picture picture() {
        return Picture.of(SIDE, SIDE, Fixtures.bytes("cam/input.bin"));
    }

    /** The synthetic weights ("synth-1") of timm's poolformer_s12, by name. */
    public static Map<String, WeightTensor> weights() {
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        for (JsonNode row : Fixtures.json("cam/poolformer_s12_param_spec.json").get("rows")) {
            SyntheticTensor tensor = SyntheticTensor.of(row);
            weights.put(tensor.name(), WeightTensor.ofFloats(tensor.values(CASE_SEED), tensor.sides()));
        }
        return weights;
    }
}

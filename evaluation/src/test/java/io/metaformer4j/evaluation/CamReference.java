package io.metaformer4j.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticTensor;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.TorchEngine;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import java.util.LinkedHashMap;
import java.util.Map;

/** The class-activation fixtures: a picture, the weights of two networks, and what the references made of them. */
public final class CamReference {

    /** Width and height of the picture. */
    public static final int SIDE = 224;

    private static final long CASE_SEED = 21;

    private CamReference() {}

    /** The picture that all references looked at. */
    public static Picture picture() {
        return Picture.of(SIDE, SIDE, Fixtures.bytes("cam/input.bin"));
    }

    /** The picture as the networks see it. */
    public static ImageBatch batch() {
        return EvalTransform.of(Preprocessing.imageNet(SIDE, 1)).batchOf(new Sample.Pixels(picture()), 0);
    }

    /** The synthetic weights ("synth-1") of timm's poolformer_s12, by name. */
    public static Map<String, WeightTensor> weights() {
        return weights("poolformer_s12");
    }

    private static Map<String, WeightTensor> weights(String name) {
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        for (JsonNode row : Fixtures.json("cam/" + name + "_param_spec.json").get("rows")) {
            SyntheticTensor tensor = SyntheticTensor.of(row);
            weights.put(tensor.name(), WeightTensor.ofFloats(tensor.values(CASE_SEED), tensor.sides()));
        }
        return weights;
    }

    /**
     * A reference network with its synthetic weights, run by libtorch.
     *
     * @param name poolformer_s12 or caformer_s18, as timm has them
     */
    public static LoadedModel model(String name) {
        Model row = Catalog.standard().get(name + ".sail_in1k");
        ModelDescription description = ModelDescription.of(name, row.architecture(), Preprocessing.imageNet(SIDE, 1));
        return LoadedModel.of(
                description,
                new TorchEngine()
                        .load(row.architecture(), description.preprocessing(), weights(name), Placement.DEFAULT));
    }
}

package io.metaformer4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.TorchEngine;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.catalog.Catalog;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against timm's poolformer_s12 with synthetic weights, on the picture of the class-activation fixtures. */
class ReferenceAnswerTest {

    private static final int SIDE = CamReference.SIDE;

    private static JsonNode expected;
    private static Picture picture;
    private static LoadedModel model;

    @BeforeAll
    static void load() throws IOException {
        expected = Fixtures.json("cam/poolformer_s12.json");
        picture = CamReference.picture();
        Map<String, WeightTensor> weights = CamReference.weights();
        ModelDescription description = ModelDescription.of(
                        "poolformer_s12",
                        Catalog.standard().get("poolformer_s12.sail_in1k").architecture(),
                        Preprocessing.imageNet(SIDE, 1))
                .withLabels(LabelSet.imageNet1k().names());
        Network network = new TorchEngine()
                .load(description.architecture(), description.preprocessing(), weights, Placement.DEFAULT);
        model = LoadedModel.of(description, network);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void the_best_five_classes_and_their_odds_equal_timm() {
        List<Prediction> best = Classifier.of(model).classify(picture, 5);
        JsonNode top = expected.get("logits_top5");
        for (int i = 0; i < 5; i++) {
            Prediction prediction = best.get(i);
            assertThat(prediction.index()).isEqualTo(top.get(i).get(0).asInt());
            assertThat(prediction.wnid()).isPresent();
            double odds =
                    Math.exp(top.get(0).get(1).asDouble() - top.get(i).get(1).asDouble());
            // logits of 3 agree to about 1e-5, see the parity tests of the network
            assertThat(best.get(0).probability() / prediction.probability()).isCloseTo(odds, within(1e-4 * odds));
        }
    }

    @Test
    void the_logits_of_a_tensor_equal_timm() {
        ImageBatch batch = EvalTransform.of(model.preprocessing()).batchOf(new Sample.Pixels(picture), 0);
        FloatBuffer values = batch.floats();
        float[] input = new float[values.remaining()];
        values.get(input);
        Map<String, WeightTensor> outputs =
                TensorRunner.of(model).runWithFeatures(WeightTensor.ofFloats(input, 1, 3, SIDE, SIDE));
        assertThat(outputs.keySet()).containsExactly("logits", "stage0", "stage1", "stage2", "stage3", "pooled");
        assertThat(outputs.get("stage2").shape()).containsExactly(1, 320, 14, 14);
        assertThat(outputs.get("pooled").shape()).containsExactly(1, 512);
        float[] logits = outputs.get("logits").toFloats();
        double squares = 0;
        for (float logit : logits) {
            squares += (double) logit * logit;
        }
        assertThat(Math.sqrt(squares))
                .isCloseTo(expected.get("logits").get("l2").asDouble(), within(1e-3));
        for (JsonNode row : expected.get("logits_top5")) {
            assertThat((double) logits[row.get(0).asInt()]).isCloseTo(row.get(1).asDouble(), within(1e-4));
        }
    }
}

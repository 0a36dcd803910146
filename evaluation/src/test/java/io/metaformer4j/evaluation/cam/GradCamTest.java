package io.metaformer4j.evaluation.cam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.torch.NetworkOptions;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.TransformWorkspace;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Catalog;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Model;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against jacobgil/pytorch-grad-cam on timm's poolformer_s12 with synthetic weights. */
class GradCamTest {

    private static final int SIDE = 224;
    private static final int TARGET = 647;

    private static TorchNetwork network;
    private static Picture picture;
    private static ImageBatch batch;

    @BeforeAll
    static void load() throws IOException {
        Model model = Catalog.standard().get("poolformer_s12.sail_in1k");
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        for (JsonNode row : json("poolformer_s12_param_spec.json").get("rows")) {
            weights.put(row.get(0).asText(), synthetic(row));
        }
        network = TorchNetwork.load(model.architecture(), NetworkOptions.DEFAULT, weights);
        picture = Picture.of(SIDE, SIDE, bytes("input.bin"));
        EvalTransform transform = EvalTransform.of(Preprocessing.imageNet(SIDE, 1));
        batch = transform.newBatch(ImageBatch.Layout.FLOAT32_NCHW, 1);
        transform.apply(picture, batch, 0, new TransformWorkspace());
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @Test
    void the_map_of_the_last_stage_equals_the_reference() throws IOException {
        ActivationMap map = GradCam.ofLastStage(network).explain(batch, TARGET);
        JsonNode expected = json("poolformer_s12.json").get("runs").get(0).get("low_res_before_relu");
        double largest = 0;
        for (JsonNode row : expected) {
            for (JsonNode value : row) {
                largest = Math.max(largest, Math.abs(value.asDouble()));
            }
        }
        assertThat(map.height()).isEqualTo(7);
        assertThat(map.width()).isEqualTo(7);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 7; x++) {
                assertThat((double) map.value(y, x))
                        .as("row %s column %s", y, x)
                        .isCloseTo(expected.get(y).get(x).asDouble(), within(1e-4 * largest));
            }
        }
    }

    @Test
    void the_enlarged_map_and_the_overlay_equal_the_reference() throws IOException {
        ActivationMap map = GradCam.ofLastStage(network).explain(batch, TARGET);
        float[] large = map.enlarge(SIDE, SIDE);
        ByteBuffer expected =
                ByteBuffer.wrap(bytes("poolformer_s12_GradCAM.bin")).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : large) {
            assertThat(value).isCloseTo(expected.getFloat(), within(2e-3f));
        }
        byte[] overlay = map.overlay(picture).rgb();
        byte[] reference = bytes("poolformer_s12_GradCAM_overlay.bin");
        assertThat(overlay).hasSameSizeAs(reference);
        for (int i = 0; i < overlay.length; i++) {
            // 2e-3 of the map is half a colour level, whose slope is 4; mixed half and half, then truncated
            assertThat(Math.abs((overlay[i] & 0xff) - (reference[i] & 0xff))).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void an_earlier_stage_explains_at_its_own_resolution() throws IOException {
        ActivationMap map = GradCam.of(network, "stages.2").explain(batch, TARGET);
        JsonNode run = json("poolformer_s12_other_layers.json").get("runs").get(0);
        assertThat(run.get("method").asText()).isEqualTo("GradCAM");
        JsonNode expected = run.get("low_res_before_relu").get(0);
        double sum = 0;
        double squares = 0;
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 14; x++) {
                sum += map.value(y, x);
                squares += (double) map.value(y, x) * map.value(y, x);
            }
        }
        double largest = expected.get("max").asDouble();
        assertThat(sum / 196).isCloseTo(expected.get("mean").asDouble(), within(1e-4 * largest));
        assertThat(Math.sqrt(squares)).isCloseTo(expected.get("l2").asDouble(), within(1e-4 * largest * 14));
    }

    @Test
    void an_unknown_class_or_module_is_refused() {
        assertThatThrownBy(() -> GradCam.ofLastStage(network).explain(batch, 1000))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("class 1000")
                .hasMessageContaining("0 to 999");
        assertThatThrownBy(() -> GradCam.of(network, "stages.9").explain(batch, 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("stages.9");
    }

    private static WeightTensor synthetic(JsonNode row) {
        long seed = 0xCBF29CE484222325L;
        for (byte b : row.get(0).asText().getBytes(StandardCharsets.UTF_8)) {
            seed = (seed ^ (b & 0xff)) * 0x100000001B3L;
        }
        seed ^= mix(21);
        JsonNode sides = row.get(1);
        long[] shape = new long[sides.size()];
        int count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sides.get(i).asLong();
            count *= (int) shape[i];
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double share = (mix(seed + (i + 1) * 0x9E3779B97F4A7C15L) >>> 40) * 0x1p-24;
            values[i] = (float) (row.get(2).asDouble() + row.get(3).asDouble() * (2 * share - 1));
        }
        return WeightTensor.ofFloats(values, shape);
    }

    private static long mix(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(bytes(name));
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(GradCamTest.class.getResourceAsStream("/fixtures/cam/" + name))) {
            return stream.readAllBytes();
        }
    }
}

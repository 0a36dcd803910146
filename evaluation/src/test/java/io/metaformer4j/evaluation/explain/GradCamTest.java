package io.metaformer4j.evaluation.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.evaluation.CamReference;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.testing.StubEngine;
import io.metaformer4j.torch.TorchEngine;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against jacobgil/pytorch-grad-cam on timm's poolformer_s12 with synthetic weights. */
class GradCamTest {

    private static final int SIDE = CamReference.SIDE;
    private static final int TARGET = 647;

    private static LoadedModel model;
    private static Picture picture;
    private static ImageBatch batch;

    @BeforeAll
    static void load() throws IOException {
        Model row = Catalog.standard().get("poolformer_s12.sail_in1k");
        Map<String, WeightTensor> weights = CamReference.weights();
        ModelDescription description =
                ModelDescription.of("poolformer_s12", row.architecture(), Preprocessing.imageNet(SIDE, 1));
        model = LoadedModel.of(
                description,
                new TorchEngine().load(row.architecture(), description.preprocessing(), weights, Placement.DEFAULT));
        picture = CamReference.picture();
        batch = EvalTransform.of(Preprocessing.imageNet(SIDE, 1)).batchOf(new Sample.Pixels(picture), 0);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void the_map_of_the_last_stage_equals_the_reference() throws IOException {
        ActivationMap map = GradCam.ofLastStage(model).explainAll(batch, TARGET).get(0);
        JsonNode expected =
                Fixtures.json("cam/poolformer_s12.json").get("runs").get(0).get("low_res_before_relu");
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
        ActivationMap map = GradCam.ofLastStage(model).explainAll(batch, TARGET).get(0);
        float[] large = map.enlarge(SIDE, SIDE);
        ByteBuffer expected = ByteBuffer.wrap(Fixtures.bytes("cam/poolformer_s12_GradCAM.bin"))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : large) {
            assertThat(value).isCloseTo(expected.getFloat(), within(2e-3f));
        }
        byte[] overlay = map.overlay(picture).rgb();
        byte[] reference = Fixtures.bytes("cam/poolformer_s12_GradCAM_overlay.bin");
        assertThat(overlay).hasSameSizeAs(reference);
        for (int i = 0; i < overlay.length; i++) {
            // 2e-3 of the map is half a colour level, whose slope is 4; mixed half and half, then truncated
            assertThat(Math.abs((overlay[i] & 0xff) - (reference[i] & 0xff))).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void an_earlier_stage_explains_at_its_own_resolution() throws IOException {
        ActivationMap map =
                GradCam.of(model, "stages.2").explainAll(batch, TARGET).get(0);
        JsonNode run = Fixtures.json("cam/poolformer_s12_other_layers.json")
                .get("runs")
                .get(0);
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
    void a_picture_is_explained_as_its_transformed_pixels_are() throws IOException {
        GradCam explainer = GradCam.ofLastStage(model);
        ActivationMap fromPicture = explainer.explain(ImageSource.of(picture), TARGET);
        assertThat(fromPicture.enlarge(14, 14))
                .isEqualTo(explainer.explainAll(batch, TARGET).get(0).enlarge(14, 14));
    }

    @Test
    void a_turned_file_is_explained_as_its_decoder_sees_it() throws IOException {
        byte[] turned = turned();
        ImageDecoder upright = ImageDecoder.of(DecodeOptions.standard().withExifOrientation(true));
        ImageSource file = ImageSource.of(turned, "turned.png");
        ImageSource seen = ImageSource.of(upright.decode(turned, "turned.png"));
        GradCam standard = GradCam.ofLastStage(model);
        assertThat(values(GradCam.of(model, "stages.3", upright).explain(file, TARGET)))
                .isEqualTo(values(standard.explain(seen, TARGET)))
                .isNotEqualTo(values(standard.explain(file, TARGET)));
    }

    /** The picture as a PNG with an eXIf chunk behind the header: big-endian, one entry, orientation 6 (a quarter turn). */
    private static byte[] turned() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        picture.writePng(stream);
        byte[] png = stream.toByteArray();
        int header = 33; // signature, and a chunk of 13 bytes with length, name and checksum
        byte[] exif = HexFormat.of().parseHex("4d4d002a00000008" + "0001" + "011200030000000100060000" + "00000000");
        ByteBuffer file = ByteBuffer.allocate(png.length + exif.length + 12);
        file.put(png, 0, header);
        file.putInt(exif.length);
        file.put("eXIf".getBytes(StandardCharsets.US_ASCII));
        file.put(exif);
        CRC32 checksum = new CRC32();
        checksum.update(file.array(), header + 4, 4 + exif.length);
        file.putInt((int) checksum.getValue());
        file.put(png, header, png.length - header);
        return file.array();
    }

    private static float[] values(ActivationMap map) {
        return map.enlarge(14, 14);
    }

    @Test
    void an_engine_without_gradients_is_told_so() {
        ModelDescription tiny =
                ModelDescription.of("tiny", TinyArchitectures.classifier(3), TinyArchitectures.preprocessing());
        Map<String, WeightTensor> weights = new InitialWeights(1).draw(tiny.architecture());
        try (LoadedModel stub = LoadedModel.of(
                tiny, new StubEngine().load(tiny.architecture(), tiny.preprocessing(), weights, Placement.DEFAULT))) {
            assertThatThrownBy(() -> GradCam.ofLastStage(stub))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("this engine cannot compute; load the model on the torch engine");
        }
    }

    @Test
    void an_unknown_module_is_refused() {
        assertThatThrownBy(() -> GradCam.of(model, "stages.9"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("stages.9");
    }

    @Test
    void a_map_has_a_value_for_each_position_and_keeps_them() {
        float[] values = {1, 2, 3, 4, 5, 6};
        ActivationMap map = ActivationMap.of(2, 3, values);
        values[5] = 0;
        assertThat(map.value(1, 2)).isEqualTo(6);
        assertThatThrownBy(() -> ActivationMap.of(2, 2, values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("2x2", "6");
    }
}

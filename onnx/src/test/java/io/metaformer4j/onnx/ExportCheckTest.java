package io.metaformer4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.vision.ImageBatch.Layout;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exported files beside networks. */
class ExportCheckTest {

    private static final int SIDE = TinyArchitectures.SIDE;

    @TempDir
    private Path folder;

    private OnnxFile exported(OnnxOptions options) throws IOException {
        Path out = folder.resolve("model.onnx");
        OnnxExporter.of(options).write(model(), out);
        return OnnxFile.open(out);
    }

    private static ExportedModel model() {
        return ExportCases.model(TinyArchitectures.classifier(4), SIDE, List.of());
    }

    private static Network network(Architecture architecture, Map<String, WeightTensor> weights) {
        return new OnnxEngine().load(architecture, model().preprocessing(), weights, Placement.DEFAULT);
    }

    @Test
    void a_file_and_its_network_are_equal_but_for_rounding() throws IOException {
        try (OnnxFile file = exported(OnnxOptions.DEFAULT.withFeatures().withBytes());
                Network network = network(model().architecture(), model().weights())) {
            ExportCheck check = ExportCheck.of(file, network);
            check.add(ExportCases.pictures(Layout.UINT8_NHWC, 3, SIDE));
            assertThat(check.differences())
                    .extracting(difference -> difference.output().name())
                    .containsExactlyInAnyOrder("logits", "pooled", "stage0", "stage1");
            assertThat(check.differences())
                    .allSatisfy(difference -> assertThat(difference.relative()).isLessThanOrEqualTo(ExportCheck.BOUND));
        }
    }

    @Test
    void one_changed_weight_is_no_rounding() throws IOException {
        Map<String, WeightTensor> changed = new LinkedHashMap<>(model().weights());
        changed.computeIfPresent("head.fc.bias", (name, bias) -> {
            float[] values = bias.toFloats();
            values[2] += 0.01f;
            return WeightTensor.ofFloats(values, bias.shape());
        });
        try (OnnxFile file = exported(OnnxOptions.DEFAULT);
                Network network = network(model().architecture(), changed)) {
            ExportCheck check = ExportCheck.of(file, network);
            check.add(ExportCases.pictures(Layout.FLOAT32_NCHW, 1, SIDE));
            assertThat(check.differences()).singleElement().satisfies(difference -> {
                assertThat(difference.relative()).isGreaterThan(ExportCheck.BOUND);
                assertThat(difference.difference()).isBetween(0.0099, 0.0101);
            });
        }
    }

    @Test
    void what_belongs_to_another_model_is_refused() throws IOException {
        try (OnnxFile file = exported(OnnxOptions.DEFAULT);
                Network backbone = network(
                        TinyArchitectures.backbone(),
                        ExportCases.model(TinyArchitectures.backbone(), SIDE, List.of())
                                .weights())) {
            assertThatThrownBy(() -> ExportCheck.of(file, backbone))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("logits", "stage0", "name the model");
        }
        Architecture larger = TinyArchitectures.classifier(5);
        try (OnnxFile file = OnnxFile.open(folder.resolve("model.onnx"));
                Network other = network(
                        larger, ExportCases.model(larger, SIDE, List.of()).weights())) {
            ExportCheck check = ExportCheck.of(file, other);
            assertThatThrownBy(() -> check.add(ExportCases.pictures(Layout.FLOAT32_NCHW, 1, SIDE)))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("[1, 4]", "[1, 5]", "name the model");
        }
    }

    @Test
    void what_is_no_exported_file_is_refused_by_its_name() throws IOException {
        Path text = Files.writeString(folder.resolve("text.onnx"), "nothing of the kind");
        assertThatThrownBy(() -> OnnxFile.open(text).close())
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("text.onnx", "is not an ONNX model", "give the .onnx file");
        assertThatThrownBy(() -> OnnxFile.open(folder).close())
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("folder", "give the .onnx file");
        assertThatThrownBy(() -> OnnxFile.open(folder.resolve("missing.onnx")).close())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing.onnx");
        try (OnnxFile file = exported(OnnxOptions.DEFAULT)) {
            assertThatThrownBy(() -> file.run(ExportCases.pictures(Layout.UINT8_NHWC, 1, SIDE)))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("FLOAT32_NCHW", "UINT8_NHWC");
            assertThatThrownBy(() -> file.run(ExportCases.pictures(Layout.FLOAT32_NCHW, 1, 2 * SIDE)))
                    .as("what ONNX Runtime says, in one line")
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("ONNX Runtime")
                    .message()
                    .hasLineCount(1)
                    .doesNotContain("\n");
        }
    }
}

package io.metaformer4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.onnx.schema.ModelProto;
import io.metaformer4j.onnx.schema.NodeProto;
import io.metaformer4j.onnx.schema.StringStringEntryProto;
import io.metaformer4j.onnx.schema.TensorProto;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.ImageBatch.Layout;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What exported files hold, and that options change how they are written and not what they say. */
class OnnxExporterTest {

    private static final int SIDE = 32;

    /** As in the contract of engines: some units of 2^-24 of the largest term, in another order. */
    private static final float ROUNDING = 1e-4f;

    @TempDir
    private Path folder;

    private Path export(ExportedModel model, OnnxOptions options) throws IOException {
        return OnnxExporter.of(options)
                .write(model, folder.resolve("model.onnx"))
                .file();
    }

    private static ExportedModel caformer() {
        return ExportCases.model(TinyArchitectures.caformer(), SIDE, List.of());
    }

    @Test
    void a_file_says_for_what_it_is_written() throws IOException {
        for (int opset = OnnxOptions.OLDEST_OPSET; opset <= OnnxOptions.NEWEST_OPSET; opset++) {
            ModelProto model = ExportCases.read(export(caformer(), OnnxOptions.DEFAULT.withOpset(opset)));
            assertThat(model.getOpsetImportList()).singleElement().satisfies(set -> assertThat(set.getDomain())
                    .isEmpty());
            assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(opset);
            assertThat(model.getIrVersion()).isBetween(8L, 11L);
            assertThat(model.getProducerName()).isEqualTo("metaformer4j");
        }
        for (int opset : new int[] {OnnxOptions.OLDEST_OPSET - 1, OnnxOptions.NEWEST_OPSET + 1}) {
            assertThatThrownBy(() -> export(caformer(), OnnxOptions.DEFAULT.withOpset(opset)))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("opset " + opset, "17 to 23");
        }
    }

    @Test
    void sides_are_fixed_unless_any_are_wanted() throws IOException {
        OnnxInterface fixed = OnnxExporter.of(OnnxOptions.DEFAULT)
                .write(caformer(), folder.resolve("fixed.onnx"))
                .interfaces();
        assertThat(fixed.inputs()).hasToString("[input float32 [1, 3, 32, 32]]");
        assertThat(fixed.outputs()).hasToString("[logits float32 [1, 10]]");
        OnnxInterface free = OnnxExporter.of(OnnxOptions.DEFAULT
                        .withAnyBatch()
                        .withAnySize()
                        .withFeatures()
                        .withBytes())
                .write(caformer(), folder.resolve("free.onnx"))
                .interfaces();
        assertThat(free.inputs()).hasToString("[input uint8 [?, ?, ?, 3]]");
        assertThat(free.outputs())
                .extracting(Object::toString)
                .containsExactly(
                        "stage0 float32 [?, 16, ?, ?]",
                        "stage1 float32 [?, 24, ?, ?]",
                        "stage2 float32 [?, 32, ?, ?]",
                        "stage3 float32 [?, 32, ?, ?]",
                        "pooled float32 [?, 32]",
                        "logits float32 [?, 10]");
    }

    @Test
    void a_network_that_is_made_for_one_size_is_not_exported_for_any() {
        ExportedModel model = ExportCases.model(TinyArchitectures.fixedSize(), SIDE, List.of());
        assertThatThrownBy(() -> export(model, OnnxOptions.DEFAULT.withAnySize()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("tiny", "32x32 alone", "export it for that size");
    }

    @Test
    void metadata_hold_name_preprocessing_and_class_names() throws IOException {
        List<String> labels = List.of("cat", "\"dog\"");
        ModelProto model = ExportCases.read(export(
                ExportCases.model(TinyArchitectures.classifier(2), TinyArchitectures.SIDE, labels),
                OnnxOptions.DEFAULT));
        Map<String, String> texts = model.getMetadataPropsList().stream()
                .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
        assertThat(texts.get("model")).isEqualTo("tiny");
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(texts.get("labels"))).isEqualTo(mapper.valueToTree(labels));
        JsonNode preprocessing = mapper.readTree(texts.get("preprocessing"));
        assertThat(preprocessing.get("input_size")).isEqualTo(mapper.valueToTree(List.of(3, 16, 16)));
        assertThat(preprocessing.get("crop_pct").asDouble()).isEqualTo(0.9);
        assertThat(preprocessing.get("interpolation").asText()).isEqualTo("bicubic");
        assertThat(preprocessing.get("mean")).isEqualTo(mapper.valueToTree(List.of(0.485, 0.456, 0.406)));
        try (OnnxFile file = OnnxFile.open(folder.resolve("model.onnx"))) {
            assertThat(file.metadata().entries()).isEqualTo(texts);
        }
    }

    @Test
    void what_is_linear_in_each_channel_is_part_of_the_weights() throws IOException {
        List<String> operators =
                ExportCases.read(export(caformer(), OnnxOptions.DEFAULT)).getGraph().getNodeList().stream()
                        .map(NodeProto::getOpType)
                        .toList();
        // one product for each square of StarReLU, two residual scales for each of three blocks, none for its factors
        assertThat(operators).filteredOn("Relu"::equals).hasSize(5 + 2 + 1);
        assertThat(operators).filteredOn("Mul"::equals).hasSizeLessThanOrEqualTo(8 + 2 * 3 + 2);
        List<String> ofPoolformer = ExportCases.read(
                        export(ExportCases.model(TinyArchitectures.poolformer(), SIDE, List.of()), OnnxOptions.DEFAULT))
                .getGraph()
                .getNodeList()
                .stream()
                .map(NodeProto::getOpType)
                .toList();
        // of the branches of pooling, which have no weights, norm and layer scale together are one product
        assertThat(ofPoolformer).filteredOn("Mul"::equals).hasSize(5);
        assertThat(ofPoolformer).filteredOn("Gelu"::equals).hasSize(5);
    }

    @Test
    void options_change_how_a_file_is_written_and_not_what_it_answers() throws IOException {
        for (Architecture architecture : TinyArchitectures.family()) {
            ExportedModel model = ExportCases.model(architecture, SIDE, List.of());
            Map<String, FloatArray> expected = answers(model, OnnxOptions.DEFAULT.withFeatures(), Layout.FLOAT32_NCHW);
            for (OnnxOptions options : List.of(
                    OnnxOptions.DEFAULT.withFeatures().withOpset(17),
                    OnnxOptions.DEFAULT.withFeatures().withOpset(23).withAnyBatch(),
                    OnnxOptions.DEFAULT.withFeatures().withExternalData())) {
                assertEqual(answers(model, options, Layout.FLOAT32_NCHW), expected);
            }
            if (!architecture.equals(TinyArchitectures.fixedSize())) {
                OnnxOptions any =
                        OnnxOptions.DEFAULT.withFeatures().withAnyBatch().withAnySize();
                assertEqual(answers(model, any, Layout.FLOAT32_NCHW), expected);
            }
        }
    }

    @Test
    void maps_of_any_size_say_their_channels_where_no_node_does() throws IOException {
        ExportedModel model = ExportCases.model(TinyArchitectures.poolformer(), SIDE, List.of());
        assertThat(ExportCases.read(export(model, OnnxOptions.DEFAULT.withAnyBatch()))
                        .getGraph()
                        .getValueInfoList())
                .isEmpty();
        ModelProto any = ExportCases.read(
                export(model, OnnxOptions.DEFAULT.withAnyBatch().withAnySize()));
        List<String> norms = any.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals("InstanceNormalization"))
                .map(NodeProto::getName)
                .toList();
        assertThat(norms).isNotEmpty();
        assertThat(any.getGraph().getValueInfoList()).hasSameSizeAs(norms).allSatisfy(value -> {
            assertThat(norms).contains(value.getName().replaceAll("\\.map$", ""));
            var shape = value.getType().getTensorType().getShape();
            assertThat(shape.getDimCount()).isEqualTo(4);
            assertThat(shape.getDim(1).getDimValue()).isPositive();
            assertThat(shape.getDim(2).hasDimValue()).isFalse();
        });
    }

    @Test
    void queries_keys_and_values_are_not_cut_out_of_one_product() throws IOException {
        List<NodeProto> nodes = ExportCases.read(export(caformer(), OnnxOptions.DEFAULT))
                .getGraph()
                .getNodeList();
        assertThat(nodes.stream().map(NodeProto::getOpType))
                .contains("BatchNormalization")
                .doesNotContain("Split");
        assertThat(nodes.stream().filter(node -> node.getName().endsWith("token_mixer.q")))
                .isNotEmpty();
    }

    private Map<String, FloatArray> answers(ExportedModel model, OnnxOptions options, Layout layout)
            throws IOException {
        try (OnnxFile file = OnnxFile.open(export(model, options))) {
            return file.run(ExportCases.pictures(layout, 2, SIDE));
        }
    }

    private static void assertEqual(Map<String, FloatArray> found, Map<String, FloatArray> expected) {
        assertThat(found).containsOnlyKeys(expected.keySet());
        expected.forEach((name, array) -> {
            assertThat(found.get(name).shape()).as(name).isEqualTo(array.shape());
            assertThat(found.get(name).values()).as(name).containsExactly(array.values(), within(ROUNDING));
        });
    }

    @Test
    void bytes_are_normalised_within_the_graph() throws IOException {
        ExportedModel model = caformer();
        Map<String, FloatArray> found = answers(model, OnnxOptions.DEFAULT.withBytes(), Layout.UINT8_NHWC);
        ImageBatch bytes = ExportCases.pictures(Layout.UINT8_NHWC, 2, SIDE);
        ImageBatch floats = ImageBatch.allocate(Layout.FLOAT32_NCHW, 2, SIDE, SIDE);
        int positions = SIDE * SIDE;
        for (int n = 0; n < 2; n++) {
            for (int at = 0; at < bytes.pictureValues(); at++) {
                int channel = at / positions;
                int value = bytes.bytes().get(n * bytes.pictureValues() + at % positions * 3 + channel) & 0xff;
                double mean = model.preprocessing().mean().get(channel);
                double std = model.preprocessing().std().get(channel);
                floats.putFloats(n, at, new float[] {(float) ((value / 255.0 - mean) / std)}, 0, 1);
            }
        }
        try (OnnxFile file = OnnxFile.open(export(model, OnnxOptions.DEFAULT))) {
            assertEqual(found, file.run(floats));
        }
    }

    @Test
    void weights_lie_beside_the_model_where_that_is_wanted() throws IOException {
        Path whole = export(caformer(), OnnxOptions.DEFAULT);
        long size = Files.size(whole);
        OnnxExporter.Exported apart =
                OnnxExporter.of(OnnxOptions.DEFAULT.withExternalData()).write(caformer(), folder.resolve("apart.onnx"));
        assertThat(apart.data()).hasValue(folder.resolve("apart.onnx.data"));
        assertThat(Files.size(apart.file())).isLessThan(size / 2);
        long end = 0;
        for (TensorProto tensor : ExportCases.read(apart.file()).getGraph().getInitializerList()) {
            if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
                assertThat(tensor.getRawData().size()).isLessThan(1024);
                continue;
            }
            Map<String, String> entries = tensor.getExternalDataList().stream()
                    .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
            assertThat(entries).containsEntry("location", "apart.onnx.data");
            long offset = Long.parseLong(entries.get("offset"));
            assertThat(offset % 4096).isZero();
            assertThat(offset).isGreaterThanOrEqualTo(end);
            end = offset + Long.parseLong(entries.get("length"));
        }
        assertThat(Files.size(apart.data().orElseThrow())).isEqualTo(end);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("model.onnx", "apart.onnx", "apart.onnx.data");
        }
    }

    @Test
    void every_network_of_the_catalog_is_a_graph_in_order() throws IOException {
        Set<Architecture> seen = new HashSet<>();
        for (Model row : Catalog.standard().models()) {
            Architecture small = TinyArchitectures.reduced(row.architecture());
            if (seen.add(small)) {
                ExportedModel model =
                        ExportCases.model(small, row.card().preprocessing().height(), List.of());
                requireOrder(
                        row.name(),
                        ExportCases.read(
                                export(model, OnnxOptions.DEFAULT.withFeatures().withAnyBatch())));
            }
        }
        assertThat(seen).hasSizeGreaterThan(30);
    }

    /** Every value is made once, before it is used, and used or put out. */
    private static void requireOrder(String name, ModelProto model) {
        Set<String> made = new HashSet<>(Set.of("input"));
        Set<String> used = new HashSet<>();
        model.getGraph().getInitializerList().forEach(tensor -> assertThat(made.add(tensor.getName()))
                .as("%s: %s", name, tensor.getName())
                .isTrue());
        for (NodeProto node : model.getGraph().getNodeList()) {
            assertThat(made).as("%s: %s", name, node.getName()).containsAll(node.getInputList());
            used.addAll(node.getInputList());
            node.getOutputList().forEach(output -> assertThat(made.add(output))
                    .as("%s: %s", name, output)
                    .isTrue());
        }
        model.getGraph().getOutputList().forEach(output -> used.add(output.getName()));
        made.removeAll(used);
        made.removeIf(value -> value.contains(".split.") || value.contains(".input."));
        assertThat(made).as(name).isEmpty();
    }
}

package io.metaformer4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.onnx.schema.ModelProto;
import io.metaformer4j.onnx.schema.NodeProto;
import io.metaformer4j.onnx.schema.TensorProto;
import io.metaformer4j.vision.ImageBatch.Layout;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.QuantizedNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.plan.BlockPlan;
import io.metaformer4j.zoo.plan.BranchPlan;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.StagePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks whose linear layers and convolutions are stored as bytes. */
class QuantizedExportTest {

    private static final int SIDE = 32;

    @TempDir
    private Path folder;

    static List<Architecture> networks() {
        return TinyArchitectures.family();
    }

    private static Map<String, WeightTensor> weights(Architecture architecture) {
        return ExportCases.model(architecture, SIDE, List.of()).weights();
    }

    private static FloatArray run(Architecture architecture, Map<String, WeightTensor> weights, Output output) {
        try (Network network =
                new OnnxEngine().load(architecture, TinyArchitectures.preprocessing(), weights, Placement.DEFAULT)) {
            return network.run(ExportCases.pictures(Layout.FLOAT32_NCHW, 2, SIDE), Request.of(output))
                    .get(output);
        }
    }

    /**
     * Each input of the last layer moves by half a step at most, all weights are positive, and what comes behind is linear: a wrong
     * zero or scale would move every value by more.
     */
    @ParameterizedTest
    @MethodSource("networks")
    void storing_the_input_of_a_layer_moves_its_output_by_half_a_step_of_each_input(Architecture architecture) {
        int last = architecture.stages().size() - 1;
        StagePlan stage = NetworkPlan.of(architecture).stages().get(last);
        BlockPlan block = stage.blocks().get(stage.blocks().size() - 1);
        List<Operation> function = block.channels().function();
        Operation.Pointwise layer =
                function.get(function.size() - 1).asPointwise().orElseThrow();
        Map<String, WeightTensor> stored = ByteCases.stored(weights(architecture), layer.path());
        FloatArray expected = run(architecture, ByteCases.asFloats(stored, layer.path()), Output.stage(last));
        FloatArray found = run(architecture, stored, Output.stage(last));
        double[] bounds = bounds(stored, layer, block.channels());
        int positions = expected.shape().get(2) * expected.shape().get(3);
        double moved = 0;
        for (int i = 0; i < expected.values().length; i++) {
            double difference = Math.abs(found.values()[i] - (double) expected.values()[i]);
            // and float32 rounds sums of these inputs
            double rounding = 1e-5 * Math.max(1, Math.abs(expected.values()[i]));
            assertThat(difference).isLessThanOrEqualTo(bounds[i / positions % layer.channels()] + rounding);
            moved = Math.max(moved, difference / bounds[i / positions % layer.channels()]);
        }
        assertThat(moved).isGreaterThan(0.01);
    }

    /** Inputs are moved by a seventieth of their deviation, as it is 1 or so; a wrong zero or scale moves answers by all of themselves. */
    @ParameterizedTest
    @MethodSource("networks")
    void storing_the_input_of_convolutions_moves_answers_a_little(Architecture architecture) {
        Map<String, WeightTensor> stored = weights(architecture);
        List<String> paths = stored.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(".weight"))
                .filter(entry -> entry.getValue().shape().length == 4)
                .filter(entry ->
                        entry.getValue().shape()[1] > 1 && entry.getValue().shape()[3] > 1)
                .map(entry -> QuantizedNames.layer(entry.getKey()).orElseThrow())
                .toList();
        assertThat(paths).isNotEmpty();
        for (String path : paths) {
            stored = ByteCases.rounded(stored, path);
        }
        Map<String, WeightTensor> floats = stored;
        for (String path : paths) {
            floats = ByteCases.asFloats(floats, path);
        }
        float[] expected = run(architecture, floats, Output.stage(0)).values();
        float[] found = run(architecture, stored, Output.stage(0)).values();
        double squares = 0;
        double moved = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += expected[i] * expected[i];
            moved += (expected[i] - found[i]) * (expected[i] - found[i]);
        }
        assertThat(Math.sqrt(moved / squares)).isBetween(1e-5, 0.1);
    }

    private static double[] bounds(Map<String, WeightTensor> stored, Operation.Pointwise layer, BranchPlan branch) {
        float[] weight = ByteCases.floats(stored, layer.path());
        float[] factors = branch.layerScale()
                .map(scale -> stored.get(scale.factors()).toFloats())
                .orElse(new float[0]);
        double[] bounds = new double[layer.channels()];
        for (int i = 0; i < weight.length; i++) {
            bounds[i / layer.inputs()] += weight[i] * ByteCases.STEP / 2;
        }
        for (int o = 0; o < factors.length; o++) {
            bounds[o] *= Math.abs(factors[o]);
        }
        return bounds;
    }

    /** All linear functions of maps as bytes: what may be, without the classifier. */
    private static ExportedModel bytes(Architecture architecture) {
        ExportedModel model = ExportCases.model(architecture, SIDE, List.of());
        Map<String, WeightTensor> stored = new LinkedHashMap<>(model.weights());
        for (String name : model.weights().keySet()) {
            if (name.matches("stages\\..*(mlp\\.fc[12]|pwconv[12]|qkv|proj)\\.weight")) {
                stored = ByteCases.rounded(stored, QuantizedNames.layer(name).orElseThrow());
            }
        }
        return new ExportedModel("tiny", architecture, model.preprocessing(), List.of(), stored);
    }

    @Test
    void products_are_written_between_quantized_operands() throws IOException {
        ExportedModel model = bytes(TinyArchitectures.caformer());
        List<String> layers = model.weights().keySet().stream()
                .filter(name -> name.endsWith(".weight_scale"))
                .toList();
        assertThat(layers).hasSizeGreaterThan(8);
        Path out = folder.resolve("bytes.onnx");
        OnnxExporter.of(OnnxOptions.DEFAULT).write(model, out);
        ModelProto written = ExportCases.read(out);
        List<NodeProto> nodes = written.getGraph().getNodeList();
        assertThat(nodes.stream().filter(node -> node.getOpType().equals("QuantizeLinear")))
                .hasSize(layers.size());
        // queries, keys and values are three products of one stored input
        long attentions = layers.stream().filter(name -> name.contains("qkv")).count();
        assertThat(attentions).isPositive();
        assertThat(written.getGraph().getInitializerList().stream()
                        .filter(tensor -> tensor.getDataType() == TensorProto.DataType.INT8_VALUE)
                        .filter(tensor -> tensor.getDimsCount() == 2)
                        .count())
                .isEqualTo(layers.size() + 2 * attentions);
        assertThat(nodes.stream()
                        .filter(node -> node.getOpType().equals("Conv"))
                        .map(NodeProto::getName)
                        .filter(name -> name.contains("pwconv")))
                .isEmpty();
        try (OnnxFile file = OnnxFile.open(out)) {
            assertThat(file.storesBytes()).isTrue();
            assertThat(file.metadata().entries()).containsEntry(OnnxMetadata.QUANTIZATION, QuantizedNames.FORMAT);
        }
    }

    @Test
    void options_change_answers_by_no_more_than_rounding_does() throws IOException {
        for (Architecture architecture : networks()) {
            ExportedModel model = bytes(architecture);
            try (Network network =
                    new OnnxEngine().load(architecture, model.preprocessing(), model.weights(), Placement.DEFAULT)) {
                List<OnnxOptions> all = new ArrayList<>(List.of(
                        OnnxOptions.DEFAULT.withOpset(17).withFeatures(),
                        OnnxOptions.DEFAULT.withOpset(23).withAnyBatch().withExternalData()));
                if (!architecture.equals(TinyArchitectures.fixedSize())) {
                    all.add(OnnxOptions.DEFAULT.withAnyBatch().withAnySize());
                }
                for (OnnxOptions options : all) {
                    Path out = folder.resolve("bytes.onnx");
                    OnnxExporter.of(options).write(model, out);
                    try (OnnxFile file = OnnxFile.open(out)) {
                        ExportCheck check = ExportCheck.of(file, network);
                        check.add(ExportCases.pictures(Layout.FLOAT32_NCHW, 3, SIDE));
                        assertThat(check.differences()).isNotEmpty().allMatch(check::isEqual);
                        assertThat(check.sameClasses()).isBetween(2, 3);
                    }
                }
            }
        }
    }

    @Test
    void other_weights_are_no_rounding() throws IOException {
        Architecture architecture = TinyArchitectures.poolformer();
        ExportedModel model = bytes(architecture);
        Path out = folder.resolve("bytes.onnx");
        OnnxExporter.of(OnnxOptions.DEFAULT).write(model, out);
        Map<String, WeightTensor> changed = new LinkedHashMap<>(model.weights());
        changed.computeIfPresent("head.fc.weight", (name, weight) -> {
            float[] values = weight.toFloats();
            for (int i = 0; i < values.length; i += 2) {
                values[i] *= 1.3f;
            }
            return WeightTensor.ofFloats(values, weight.shape());
        });
        try (OnnxFile file = OnnxFile.open(out);
                Network other =
                        new OnnxEngine().load(architecture, model.preprocessing(), changed, Placement.DEFAULT)) {
            ExportCheck check = ExportCheck.of(file, other);
            check.add(ExportCases.pictures(Layout.FLOAT32_NCHW, 2, SIDE));
            assertThat(check.differences()).isNotEmpty().noneMatch(check::isEqual);
        }
    }

    @Test
    void bytes_are_for_linear_functions_of_maps_and_need_their_scales() {
        Architecture architecture = TinyArchitectures.classifier(3);
        Map<String, WeightTensor> classifier = ByteCases.rounded(weights(architecture), "head.fc");
        assertThatThrownBy(() -> run(architecture, classifier, Output.LOGITS))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(
                        "head.fc.weight",
                        "linear functions of maps and convolutions only",
                        "quantize the weights again");
        String layer = "stages.0.blocks.0.mlp.fc1";
        Map<String, WeightTensor> broken = new LinkedHashMap<>(ByteCases.rounded(weights(architecture), layer));
        broken.remove(QuantizedNames.weightScale(layer));
        assertThatThrownBy(() -> run(architecture, broken, Output.LOGITS))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(layer + ".weight_scale", "is missing");
    }
}

package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.engine.Request;
import io.metaformer4j.engine.quantize.LayerError;
import io.metaformer4j.engine.quantize.Quantized;
import io.metaformer4j.engine.quantize.Quantizer;
import io.metaformer4j.engine.quantize.RangeMethod;
import io.metaformer4j.runtime.compile.ByteWeights;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.compile.StoredPrecision;
import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.dnnl.NarrowSupport.Formats;
import io.metaformer4j.runtime.kernel.PlainKernels;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.quantize.ByteTensors;
import io.metaformer4j.runtime.quantize.Calibrator;
import io.metaformer4j.runtime.quantize.InputRange;
import io.metaformer4j.runtime.quantize.LayerSearch;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.QuantizedNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole networks whose linear layers and convolutions are stored as bytes, or computed in bfloat16. */
class QuantizedNetworksTest {

    private static final int PICTURES = 3;

    /**
     * Of the root mean square of the answers: a hundredth of a value's usual size for each rounding to a byte, some dozens of which add up
     * like noise.
     */
    private static final double NOISE = 0.1;

    /** The same for 8 significant bits: each rounding changes a number by at most a 256th of itself. */
    private static final double SHORT_NOISE = 0.03;

    /** A processor on which whole numbers are multiplied as float32. */
    private static final NarrowSupport NOTHING =
            new NarrowSupport(new Formats(false, false), new Formats(false, false));

    static List<Architecture> networks() {
        List<Architecture> networks = new ArrayList<>(TinyArchitectures.family());
        networks.add(TinyArchitectures.backbone());
        return networks;
    }

    private static ImageBatch pictures(int count) {
        ImageBatch batch = ImageBatch.allocate(
                ImageBatch.Layout.FLOAT32_NHWC, count, TinyArchitectures.SIDE * 2, TinyArchitectures.SIDE * 2);
        for (int picture = 0; picture < count; picture++) {
            Random random = new Random(picture);
            for (int i = 0; i < batch.pictureValues(); i++) {
                batch.putFloats(picture, i, new float[] {(float) random.nextGaussian()}, 0, 1);
            }
        }
        return batch;
    }

    private static Output answer(Architecture architecture) {
        return architecture.hasClassifier()
                ? Output.LOGITS
                : Output.stage(architecture.stages().size() - 1);
    }

    private static float[] answers(Architecture architecture, Network network, int count) {
        try (network) {
            return network.run(pictures(count), Request.of(answer(architecture)))
                    .get(answer(architecture))
                    .values();
        }
    }

    private static Network load(Architecture architecture, Map<String, WeightTensor> weights, Placement placement) {
        return new CpuEngine().load(architecture, TinyArchitectures.preprocessing(), weights, placement);
    }

    private static double difference(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double differences = 0;
        double values = 0;
        for (int i = 0; i < actual.length; i++) {
            differences += Math.pow(actual[i] - (double) expected[i], 2);
            values += Math.pow(expected[i], 2);
        }
        return Math.sqrt(differences / values);
    }

    private static Map<String, InputRange> ranges(Architecture architecture, Map<String, WeightTensor> weights) {
        try (Calibrator calibrator = new Calibrator(
                architecture, TinyArchitectures.preprocessing(), weights, Placement.DEFAULT.withThreads(2))) {
            calibrator.add(pictures(PICTURES));
            return calibrator.ranges(RangeMethod.MSE);
        }
    }

    private static ExecutionPlan plan(
            Architecture architecture, Map<String, WeightTensor> stored, NarrowSupport support) {
        ByteWeights bytes = ByteWeights.of(stored);
        StoredPrecision rule = new StoredPrecision(bytes, /* bfloat16= */ false, support);
        ExecutionPlan plan = PlanFusions.fused(
                PlanWriter.write(architecture, NetworkTensors.of(architecture, bytes.asFloats(stored))),
                PlanFusions.all(rule));
        rule.requireUsed(plan);
        return plan;
    }

    private static Network loaded(Architecture architecture, Map<String, WeightTensor> stored, NarrowSupport support) {
        return new CpuNetwork(
                architecture,
                TinyArchitectures.preprocessing(),
                plan(architecture, stored, support),
                Placement.DEFAULT.withThreads(2),
                new PlainKernels());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void bytes_give_the_answers_of_float32_but_for_rounding_however_they_are_multiplied(Architecture architecture) {
        Map<String, WeightTensor> weights = VariedWeights.of(architecture, 7);
        Map<String, InputRange> ranges = ranges(architecture, weights);
        assertThat(ranges).isNotEmpty();
        Map<String, WeightTensor> stored = ByteTensors.of(weights, ranges);
        float[] expected = answers(architecture, load(architecture, weights, Placement.DEFAULT), PICTURES);
        float[] asFloats = answers(architecture, loaded(architecture, stored, NOTHING), PICTURES);
        assertThat(difference(asFloats, expected)).isPositive().isLessThan(NOISE);
        for (int threads = 1; threads <= 2; threads++) {
            Placement placement = Placement.DEFAULT.withThreads(threads);
            // the same whole numbers, but for a few of thousands that lie at a half
            assertThat(difference(answers(architecture, load(architecture, stored, placement), PICTURES), asFloats))
                    .isLessThan(NOISE / 5);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void bfloat16_gives_the_answers_of_float32_but_for_rounding(Architecture architecture) {
        assumeTrue(NarrowSupport.ofProcess().products().bfloat16(), "the processor has no instructions for bfloat16");
        Map<String, WeightTensor> weights = VariedWeights.of(architecture, 7);
        float[] expected = answers(architecture, load(architecture, weights, Placement.DEFAULT), PICTURES);
        Placement halves = Placement.DEFAULT.withPrecision(Precision.BFLOAT16).withThreads(2);
        float[] actual = answers(architecture, load(architecture, weights, halves), PICTURES);
        assertThat(difference(actual, expected)).isPositive().isLessThan(SHORT_NOISE);
        Map<String, WeightTensor> some = ByteTensors.of(
                weights,
                Map.of(
                        "stages.1.blocks.0.mlp.fc1",
                        ranges(architecture, weights).get("stages.1.blocks.0.mlp.fc1")));
        float[] mixed = answers(architecture, load(architecture, some, halves), PICTURES);
        assertThat(difference(mixed, expected)).isPositive().isLessThan(NOISE);
    }

    @Test
    void convolutions_stay_floats_where_a_file_has_no_bytes_for_them() {
        Architecture architecture = TinyArchitectures.poolformer();
        Map<String, WeightTensor> weights = VariedWeights.of(architecture, 7);
        Map<String, InputRange> all = ranges(architecture, weights);
        Map<String, InputRange> linear = new LinkedHashMap<>(all);
        linear.keySet().removeIf(path -> path.endsWith(".conv"));
        assertThat(all.size() - linear.size()).isEqualTo(4);
        assertThat(convolutions(architecture, ByteTensors.of(weights, linear)))
                .hasSize(4)
                .allMatch(step -> step.startsWith("convolution"));
        assertThat(convolutions(architecture, ByteTensors.of(weights, all)))
                .hasSize(4)
                .allMatch(step -> step.startsWith("int8: ") && step.contains("convolution"));
        float[] expected = answers(architecture, load(architecture, weights, Placement.DEFAULT), PICTURES);
        float[] actual =
                answers(architecture, load(architecture, ByteTensors.of(weights, linear), Placement.DEFAULT), PICTURES);
        assertThat(difference(actual, expected)).isPositive().isLessThan(NOISE);
    }

    private static List<String> convolutions(Architecture architecture, Map<String, WeightTensor> stored) {
        return plan(architecture, stored, NarrowSupport.ofProcess()).steps().stream()
                .filter(step -> step.path().endsWith(".conv"))
                .map(PlanStep::describe)
                .toList();
    }

    @Test
    void without_instructions_bfloat16_is_refused() {
        assertThat(CpuEngine.bfloat16Obstacle(new NarrowSupport(new Formats(true, false), new Formats(true, false)))
                        .orElseThrow())
                .contains("bf16", "AVX512_BF16 or AMX", "use fp32");
        assertThat(CpuEngine.bfloat16Obstacle(new NarrowSupport(new Formats(false, true), new Formats(false, true))))
                .isEmpty();
    }

    @Test
    void the_batch_and_the_threads_do_not_matter() {
        Architecture architecture = TinyArchitectures.caformer();
        Map<String, WeightTensor> weights = VariedWeights.of(architecture, 7);
        Map<String, WeightTensor> stored = ByteTensors.of(weights, ranges(architecture, weights));
        float[] many = answers(architecture, load(architecture, stored, Placement.DEFAULT.withThreads(2)), PICTURES);
        float[] one = answers(architecture, load(architecture, stored, Placement.DEFAULT.withThreads(3)), 1);
        float[] same = Arrays.copyOf(many, one.length);
        assertThat(difference(one, same)).isLessThan(NOISE / 5);
    }

    @Test
    void the_worst_layers_stay_floats_until_the_error_is_small_enough() {
        Architecture architecture = TinyArchitectures.poolformer();
        Map<String, WeightTensor> weights = VariedWeights.of(architecture, 7);
        Map<String, InputRange> ranges = ranges(architecture, weights);
        Map<String, InputRange> bad = new LinkedHashMap<>(ranges);
        String worst = "stages.1.blocks.0.mlp.fc2";
        bad.put(worst, new InputRange(ranges.get(worst).step() / 50, 0)); // almost everything lies outside
        LayerSearch search = new LayerSearch(
                stored -> load(architecture, stored, Placement.DEFAULT.withThreads(2)),
                Output.LOGITS,
                weights,
                bad,
                List.of(pictures(PICTURES)));
        AtomicInteger tried = new AtomicInteger();
        LayerSearch.Found found = search.find(NOISE, tried::set);
        assertThat(tried).hasValue(ranges.size());
        assertThat(found.error()).isPositive().isLessThanOrEqualTo(NOISE);
        assertThat(found.layers()).hasSameSizeAs(ranges.keySet());
        assertThat(found.layers().stream().filter(LayerError::kept).map(LayerError::path))
                .contains(worst)
                .hasSizeLessThan(ranges.size());
        assertThat(search.find(0, tried::set).layers()).allMatch(LayerError::kept);
    }

    @Test
    void a_feature_backbone_is_compared_by_its_last_map() {
        Architecture architecture = TinyArchitectures.backbone();
        Map<String, WeightTensor> weights = VariedWeights.of(architecture, 7);
        try (Quantizer quantizer = new CpuEngine()
                .quantizer(architecture, TinyArchitectures.preprocessing(), weights, Placement.DEFAULT)
                .orElseThrow()) {
            List<ImageBatch> some = List.of(pictures(PICTURES));
            assertThatThrownBy(() -> quantizer.quantize(RangeMethod.MSE, NOISE, some, done -> {}))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("at least one picture");
            quantizer.add(some.get(0));
            Quantized quantized = quantizer.quantize(RangeMethod.MSE, NOISE, some, done -> {});
            assertThat(quantized.error()).isPositive().isLessThanOrEqualTo(NOISE);
            assertThat(quantized.layers().stream().map(LayerError::path)).containsExactlyElementsOf(quantizer.layers());
            float[] expected = answers(architecture, load(architecture, weights, Placement.DEFAULT), PICTURES);
            float[] actual =
                    answers(architecture, load(architecture, quantized.tensors(), Placement.DEFAULT), PICTURES);
            assertThat(difference(actual, expected)).isPositive().isLessThan(NOISE);
        }
    }

    private static void assertRefused(String name, WeightTensor tensor, String... words) {
        Architecture architecture = TinyArchitectures.poolformer();
        Map<String, WeightTensor> weights = VariedWeights.of(architecture, 7);
        Map<String, WeightTensor> broken = new LinkedHashMap<>(
                ByteTensors.of(weights, Map.of("stages.0.blocks.0.mlp.fc1", new InputRange(0.1f, 128))));
        if (tensor == null) {
            broken.remove(name);
        } else {
            broken.put(name, tensor);
        }
        assertThatThrownBy(() -> load(architecture, broken, Placement.DEFAULT).close())
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining(name)
                .hasMessageContainingAll(words);
    }

    @Test
    void broken_numbers_are_named() {
        String layer = "stages.0.blocks.0.mlp.fc1";
        String scale = QuantizedNames.weightScale(layer);
        WeightTensor one = WeightTensor.ofFloats(new float[] {1}, 1);
        assertRefused(scale, null, "is missing", "quantize the weights again");
        assertRefused(scale, one, "floating point numbers are expected");
        assertRefused(QuantizedNames.inputScale(layer), WeightTensor.ofFloats(new float[] {-1}, 1), "-1.0", "positive");
        assertRefused(QuantizedNames.inputZero(layer), WeightTensor.ofFloats(new float[] {256}, 1), "0 to 255");
        int outputs = (int) VariedWeights.of(TinyArchitectures.poolformer(), 7)
                .get(layer + ".weight")
                .shape()[0];
        int inputs = (int) VariedWeights.of(TinyArchitectures.poolformer(), 7)
                .get(layer + ".weight")
                .shape()[1];
        ByteBuffer bytes = WeightTensor.allocate((long) outputs * inputs);
        bytes.put(3, Byte.MIN_VALUE);
        assertRefused(layer + ".weight", WeightTensor.of(DType.I8, bytes, outputs, inputs), "-128");
    }

    @Test
    void bytes_are_for_linear_functions_and_convolutions_of_maps() {
        Architecture architecture = TinyArchitectures.poolformer();
        Map<String, WeightTensor> weights = VariedWeights.of(architecture, 7);
        Map<String, WeightTensor> stored = ByteTensors.of(weights, Map.of("head.fc", new InputRange(0.1f, 128)));
        assertThatThrownBy(() -> load(architecture, stored, Placement.DEFAULT).close())
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("head.fc.weight", "linear functions and strided convolutions of maps only");
    }
}

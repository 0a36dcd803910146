package io.metaformer4j.runtime.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.engine.quantize.RangeMethod;
import io.metaformer4j.runtime.compile.ByteWeights;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.compile.StoredPrecision;
import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.dnnl.NarrowSupport.Formats;
import io.metaformer4j.runtime.kernel.PlainKernels;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.quantize.ByteTensors;
import io.metaformer4j.runtime.quantize.Calibrator;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What has been packed is all that is needed for pictures of any size. */
class ForgettableWeightsTest {

    private static final NarrowSupport NOTHING =
            new NarrowSupport(new Formats(false, false), new Formats(false, false));

    private static final int SIDE = TinyArchitectures.SIDE * 2;

    static List<Architecture> networks() {
        List<Architecture> networks = new ArrayList<>(TinyArchitectures.family());
        networks.add(TinyArchitectures.backbone());
        return networks;
    }

    private static ImageBatch pictures(int count, int height, int width) {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NHWC, count, height, width);
        Random random = new Random(height);
        for (int n = 0; n < count; n++) {
            for (int i = 0; i < batch.pictureValues(); i++) {
                batch.putFloats(n, i, new float[] {(float) random.nextGaussian()}, 0, 1);
            }
        }
        return batch;
    }

    private static ExecutionPlan floats(Architecture architecture, Map<String, WeightTensor> weights) {
        return PlanFusions.fused(
                PlanWriter.write(architecture, NetworkTensors.of(architecture, weights)), PlanFusions.all());
    }

    private static ExecutionPlan bytes(
            Architecture architecture, Map<String, WeightTensor> stored, NarrowSupport support) {
        ByteWeights bytes = ByteWeights.of(stored);
        return PlanFusions.fused(
                PlanWriter.write(architecture, NetworkTensors.of(architecture, bytes.asFloats(stored))),
                PlanFusions.all(new StoredPrecision(bytes, /* bfloat16= */ false, support)));
    }

    private static Map<Output, float[]> answers(PlanRunner runner, Architecture architecture, ImageBatch pictures) {
        Map<Output, float[]> results = new LinkedHashMap<>();
        Request request = Request.everything(architecture);
        request.outputs().forEach(output -> results.put(output, new float[pictures.size() * SIDE * SIDE * 64]));
        runner.run(pictures, request, results);
        return results;
    }

    private static boolean takesAnySize(Architecture architecture) {
        try {
            architecture.featureMaps(SIDE + 24, SIDE - 8);
            return true;
        } catch (MetaFormerException e) {
            return false;
        }
    }

    private static void assertForgets(Architecture architecture, ExecutionPlan plan, ExecutionPlan same) {
        try (PlanRunner runner = new PlanRunner(plan, TinyArchitectures.preprocessing(), 2, new PlainKernels());
                PlanRunner other = new PlanRunner(same, TinyArchitectures.preprocessing(), 2, new PlainKernels())) {
            runner.prepare(SIDE, SIDE);
            runner.keepPackedOnly();
            List<Coefficients> forgotten = plan.steps().stream()
                    .flatMap(step -> step.accept(new ForgettableWeights()).stream())
                    .toList();
            assertThat(forgotten).hasSizeGreaterThan(4).allSatisfy(numbers -> {
                assertThat(numbers.size()).isPositive();
                assertThatIllegalStateException()
                        .isThrownBy(numbers::values)
                        .withMessage("%d numbers were forgotten when they had been packed", numbers.size());
            });
            for (ImageBatch pictures : List.of(
                    pictures(1, SIDE, SIDE),
                    pictures(3, SIDE, SIDE),
                    takesAnySize(architecture) ? pictures(3, SIDE + 24, SIDE - 8) : pictures(2, SIDE, SIDE))) {
                Map<Output, float[]> expected = answers(other, architecture, pictures);
                answers(runner, architecture, pictures)
                        .forEach((output, values) ->
                                assertThat(values).as(output.name()).isEqualTo(expected.get(output)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void a_plan_whose_weights_are_packed_needs_them_no_more(Architecture architecture) {
        Map<String, WeightTensor> weights = new InitialWeights(5).draw(architecture);
        assertForgets(architecture, floats(architecture, weights), floats(architecture, weights));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void nor_does_one_of_bytes(Architecture architecture) {
        Map<String, WeightTensor> weights = new InitialWeights(5).draw(architecture);
        Map<String, WeightTensor> stored;
        try (Calibrator calibrator = new Calibrator(
                architecture, TinyArchitectures.preprocessing(), weights, Placement.DEFAULT.withThreads(2))) {
            calibrator.add(pictures(2, SIDE, SIDE));
            stored = ByteTensors.of(weights, calibrator.ranges(RangeMethod.MSE));
        }
        for (NarrowSupport support : List.of(NOTHING, NarrowSupport.ofProcess())) {
            assertForgets(architecture, bytes(architecture, stored, support), bytes(architecture, stored, support));
        }
    }
}

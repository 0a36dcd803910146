package io.metaformer4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.ImageBatch.Layout;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a network answers, whatever the engine. */
abstract class NetworkAnswersContract {

    static final int SIDE = TinyArchitectures.SIDE;
    static final int CLASSES = 10;
    static final int PICTURES = 3;

    /**
     * Float32 sums of a few dozen terms in another order differ by some units of 2^-24 of their largest term; logits of these
     * networks stay below 10.
     */
    static final float ROUNDING = 1e-4f;

    NetworkAnswersContract() {}

    /** The engine under test. */
    protected abstract Engine engine();

    Network load(Architecture architecture) {
        return load(architecture, Placement.DEFAULT);
    }

    Network load(Architecture architecture, Placement placement) {
        return engine().load(architecture, TinyArchitectures.preprocessing(), weights(architecture), placement);
    }

    static Map<String, WeightTensor> weights(Architecture architecture) {
        return new InitialWeights(5).draw(architecture);
    }

    /** A byte for each place, the same whatever the layout. */
    private static int pixel(int picture, int channel, int y, int x) {
        return (picture * 83 + channel * 57 + y * 31 + x * 17 + x * y * 3) % 256;
    }

    static ImageBatch pictures(Layout layout, int first, int count) {
        ImageBatch batch = ImageBatch.allocate(layout, count, SIDE, SIDE);
        for (int n = 0; n < count; n++) {
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        put(batch, n, c, y, x, pixel(first + n, c, y, x));
                    }
                }
            }
        }
        return batch;
    }

    private static void put(ImageBatch batch, int n, int c, int y, int x, int value) {
        int at = batch.layout().isChannelsLast() ? (y * SIDE + x) * 3 + c : (c * SIDE + y) * SIDE + x;
        if (batch.layout().isFloat()) {
            double mean = TinyArchitectures.preprocessing().mean().get(c);
            double std = TinyArchitectures.preprocessing().std().get(c);
            batch.putFloats(n, at, new float[] {(float) ((value / 255.0 - mean) / std)}, 0, 1);
        } else {
            batch.putBytes(n, at, new byte[] {(byte) value}, 0, 1);
        }
    }

    static ImageBatch pictures() {
        return pictures(Layout.FLOAT32_NCHW, 0, PICTURES);
    }

    static void assertClose(FloatArray actual, FloatArray expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.values()).containsExactly(expected.values(), within(ROUNDING));
    }

    static Request everythingAndActivations(Architecture architecture) {
        Set<Output> outputs =
                new LinkedHashSet<>(Request.everything(architecture).outputs());
        Output.activations(architecture).forEach(module -> outputs.add(Output.activation(module)));
        return new Request(outputs);
    }

    @Test
    void a_network_says_what_and_where_it_is() {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        try (Network network = load(architecture)) {
            assertThat(network.architecture()).isEqualTo(architecture);
            assertThat(network.placement()).isEqualTo(Placement.DEFAULT);
        }
        assertThat(engine().devices()).contains(Placement.DEFAULT.device());
        assertThat(engine().name()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    void outputs_have_the_shapes_of_the_description_and_come_in_the_order_of_the_request() {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        try (Network network = load(architecture)) {
            Request request = everythingAndActivations(architecture);
            Outputs outputs = network.run(pictures(), request);
            assertThat(outputs.values().keySet()).containsExactlyElementsOf(request.outputs());
            List<MapShape> maps = architecture.featureMaps(SIDE, SIDE);
            assertThat(outputs.logits().shape()).containsExactly(PICTURES, CLASSES);
            assertThat(outputs.get(Output.POOLED).shape())
                    .containsExactly(PICTURES, maps.get(1).channels());
            for (int i = 0; i < maps.size(); i++) {
                List<Integer> shape = List.of(
                        PICTURES,
                        maps.get(i).channels(),
                        maps.get(i).height(),
                        maps.get(i).width());
                assertThat(outputs.get(Output.stage(i)).shape()).isEqualTo(shape);
                assertThat(outputs.get(Output.activation("stages." + i)).shape())
                        .isEqualTo(shape);
                assertThat(outputs.get(Output.activation("stages." + i + ".blocks.0"))
                                .shape())
                        .isEqualTo(shape);
            }
        }
    }

    @Test
    void an_output_does_not_depend_on_what_else_is_asked_for() {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        try (Network network = load(architecture)) {
            Outputs all = network.run(pictures(), everythingAndActivations(architecture));
            for (Output output : all.values().keySet()) {
                Outputs alone = network.run(pictures(), Request.of(output));
                assertThat(alone.values()).containsOnlyKeys(output);
                assertClose(alone.get(output), all.get(output));
            }
        }
    }

    @Test
    void a_feature_backbone_has_maps_only() {
        Architecture architecture = TinyArchitectures.backbone();
        try (Network network = load(architecture)) {
            assertThat(network.run(pictures(), Request.everything(architecture)).values())
                    .containsOnlyKeys(Output.stage(0), Output.stage(1));
            assertThatThrownBy(() -> network.run(pictures(), Request.LOGITS))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("feature backbone");
        }
    }

    @Test
    void pictures_of_a_batch_do_not_see_each_other() {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        try (Network network = load(architecture)) {
            Request request = everythingAndActivations(architecture);
            Outputs together = network.run(pictures(), request);
            for (int i = 0; i < PICTURES; i++) {
                Outputs alone = network.run(pictures(Layout.FLOAT32_NCHW, i, 1), request);
                for (Output output : request.outputs()) {
                    assertClose(
                            alone.get(output).picture(0), together.get(output).picture(i));
                }
            }
            assertThat(together.logits().picture(0).values())
                    .isNotEqualTo(together.logits().picture(1).values());
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void every_layout_of_a_batch_means_the_same(Layout layout) {
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            assertClose(
                    network.run(pictures(layout, 0, PICTURES), Request.LOGITS).logits(),
                    network.run(pictures(), Request.LOGITS).logits());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void any_number_of_threads_gives_the_same(int threads) {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        try (Network network = load(architecture);
                Network other = load(architecture, Placement.DEFAULT.withThreads(threads))) {
            assertThat(other.placement().threads()).hasValue(threads);
            assertClose(
                    other.run(pictures(), Request.LOGITS).logits(),
                    network.run(pictures(), Request.LOGITS).logits());
        }
    }

    @Test
    void callers_at_the_same_time_get_the_same_as_one_after_another() throws Exception {
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            List<float[]> expected = new ArrayList<>();
            for (int i = 0; i < PICTURES; i++) {
                expected.add(network.run(pictures(Layout.UINT8_NHWC, i, 1), Request.LOGITS)
                        .logits()
                        .values());
            }
            ExecutorService pool = Executors.newFixedThreadPool(4);
            try {
                List<Future<float[]>> answers = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    int picture = i % PICTURES;
                    Callable<float[]> call = () -> network.run(pictures(Layout.UINT8_NHWC, picture, 1), Request.LOGITS)
                            .logits()
                            .values();
                    answers.add(pool.submit(call));
                }
                for (int i = 0; i < answers.size(); i++) {
                    assertThat(answers.get(i).get()).containsExactly(expected.get(i % PICTURES), within(ROUNDING));
                }
            } finally {
                pool.shutdownNow();
                pool.awaitTermination(1, TimeUnit.MINUTES);
            }
        }
    }

    @Test
    void a_picture_of_nan_has_no_answer_and_does_not_touch_its_neighbours() {
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            float[] whole = network.run(pictures(), Request.LOGITS).logits().values();
            ImageBatch spoiled = pictures();
            spoiled.putFloats(1, SIDE * 3 + 5, new float[] {Float.NaN}, 0, 1);
            FloatArray logits = network.run(spoiled, Request.LOGITS).logits();
            for (float value : logits.picture(1).values()) {
                assertThat(value).isNaN();
            }
            for (int picture : new int[] {0, 2}) {
                for (int i = 0; i < CLASSES; i++) {
                    assertThat(logits.values()[picture * CLASSES + i])
                            .isCloseTo(whole[picture * CLASSES + i], within(ROUNDING));
                }
            }
        }
    }

    @Test
    void results_belong_to_the_caller_and_the_batch_is_only_read() {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        try (Network network = load(architecture)) {
            ImageBatch batch = pictures();
            Outputs outputs = network.run(batch, everythingAndActivations(architecture));
            Map<Output, float[]> before = new LinkedHashMap<>();
            outputs.values()
                    .forEach(
                            (output, array) -> before.put(output, array.values().clone()));
            assertThat(batch.bytes()).isEqualTo(pictures().bytes());
            batch.putFloats(0, 0, new float[3 * SIDE * SIDE], 0, 3 * SIDE * SIDE);
            network.run(batch, everythingAndActivations(architecture));
            before.forEach(
                    (output, values) -> assertThat(outputs.get(output).values()).isEqualTo(values));
        }
    }
}

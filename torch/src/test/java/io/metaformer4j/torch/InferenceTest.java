package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.GroupNormLayer;
import io.metaformer4j.torch.layer.MaskSource;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.torch.run.MemoryLayout;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InferenceTest {

    /** Orders of summation differ by some roundings of 6e-8 in each of a dozen layers. */
    private static final double ROUNDING = 5e-6;

    static List<Architecture> architectures() {
        return TinyArchitectures.family();
    }

    /** Logits without gradients: packed weights where the options allow it. */
    private static float[] fast(TorchNetwork network, Tensor images) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard()) {
            return Tensors.toFloats(network.forward(images));
        }
    }

    /** Logits with gradients: plain operations. */
    private static float[] plain(TorchNetwork network, Tensor images) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.toFloats(network.forward(images));
        }
    }

    private static double distance(float[] expected, float[] actual) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isFinite();
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
        }
        return difference / largest;
    }

    /** A network whose running statistics and scales are not at their first values any more. */
    private static TorchNetwork lived(Architecture architecture) {
        TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 2);
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard()) {
            network.train(1);
            network.forward(Synth.input(9, 8, 3, 32, 32));
            network.evaluate();
            network.parameters().forEach((name, tensor) -> {
                if (name.endsWith("scale") || name.endsWith("bias")) {
                    tensor.mul_(new Scalar(1.3)).add_(new Scalar(0.05));
                }
            });
        }
        return network;
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void the_fast_way_gives_the_values_of_the_plain_one(Architecture architecture) {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = lived(architecture)) {
            Tensor few = Synth.input(3, 3, 3, 32, 32);
            Tensor enoughToBeSplit = Synth.input(4, 700, 3, 32, 32);
            assertThat(distance(plain(network, few), fast(network, few))).isLessThan(ROUNDING);
            assertThat(distance(plain(network, enoughToBeSplit), fast(network, enoughToBeSplit)))
                    .isLessThan(ROUNDING);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void both_memory_layouts_give_the_same_values(Architecture architecture) {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = lived(architecture)) {
            Tensor images = Synth.input(3, 3, 3, 32, 32);
            float[] channelsLast = plain(network, images);
            network.move(NetworkOptions.DEFAULT.withLayout(MemoryLayout.NCHW));
            assertThat(distance(channelsLast, plain(network, images))).isLessThan(ROUNDING);
            assertThat(distance(channelsLast, fast(network, images))).isLessThan(ROUNDING);
            network.move(NetworkOptions.DEFAULT);
            assertThat(plain(network, images)).isEqualTo(channelsLast);
        }
    }

    /** 100 is 87 deviations of the values: the mean of their squares keeps three digits of the variance. */
    @Test
    void norms_keep_their_digits_where_the_mean_is_far_from_zero() {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard()) {
            GroupNormLayer norm = new GroupNormLayer(1, 1e-5, new TensorOptional(), new TensorOptional());
            ForwardPass pass = new ForwardPass(false, false, new MaskSource(1), ActivationObserver.NONE);
            Tensor map = Synth.input(3, 2, 24, 16, 16).add(new Scalar(100));
            Tensor channelsLast = map.contiguous(MemoryFormat.ChannelsLast);
            assertThat(distance(
                            Tensors.toFloats(norm.forward(map, pass)),
                            Tensors.toFloats(norm.forward(channelsLast, pass))))
                    .isLessThan(ROUNDING);
        }
    }

    /** One rounding is 2^-9 in bfloat16 and 2^-12 in float16; some dozen of them add up. */
    @ParameterizedTest
    @MethodSource("architectures")
    void low_precision_stays_close_to_float32(Architecture architecture) {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = lived(architecture)) {
            Tensor images = Synth.input(3, 8, 3, 32, 32);
            float[] exact = plain(network, images);
            network.move(NetworkOptions.DEFAULT.withPrecision(Precision.FLOAT16));
            assertThat(distance(exact, fast(network, images))).isBetween(1e-5, 8e-3);
        }
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = lived(architecture)) {
            Tensor images = Synth.input(3, 8, 3, 32, 32);
            float[] exact = plain(network, images);
            network.move(NetworkOptions.DEFAULT.withPrecision(Precision.BFLOAT16));
            assertThat(distance(exact, fast(network, images))).isBetween(1e-4, 6e-2);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void changed_weights_are_noticed(Architecture architecture) {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = lived(architecture)) {
            Tensor images = Synth.input(3, 3, 3, 32, 32);
            float[] before = fast(network, images);
            try (NoGradGuard noGradients = new NoGradGuard()) {
                network.parameters().values().forEach(tensor -> tensor.mul_(new Scalar(1.1)));
            }
            assertThat(distance(plain(network, images), fast(network, images))).isLessThan(ROUNDING);
            assertThat(distance(before, fast(network, images))).isGreaterThan(1e-3);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void threads_that_run_one_network_at_once_get_identical_logits(Architecture architecture) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (TorchNetwork network = lived(architecture)) {
            Callable<List<float[]>> task = () -> {
                List<float[]> all = new ArrayList<>();
                for (int i = 0; i < 25; i++) {
                    try (TensorScope scope = TensorScope.open()) {
                        Tensor images = Synth.input(3, 2, 3, 32, 32);
                        all.add(i % 5 == 4 ? plain(network, images) : fast(network, images));
                    }
                }
                return all;
            };
            List<Future<List<float[]>>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(pool.submit(task));
            }
            List<float[]> expected = task.call();
            for (Future<List<float[]>> one : running) {
                assertThat(one.get()).usingRecursiveComparison().isEqualTo(expected);
            }
        } finally {
            pool.shutdown();
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void all_outputs_agree_with_each_other_and_with_the_description(Architecture architecture) {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = lived(architecture);
                NoGradGuard noGradients = new NoGradGuard()) {
            Tensor images = Synth.input(3, 2, 3, 32, 32);
            NetworkOutputs outputs = network.outputs(images);
            List<MapShape> maps = architecture.featureMaps(32, 32);
            for (int i = 0; i < maps.size(); i++) {
                MapShape map = maps.get(i);
                assertThat(outputs.features().get(i).shape())
                        .containsExactly(2, map.channels(), map.height(), map.width());
            }
            float[] logits = Tensors.toFloats(outputs.logits().orElseThrow());
            assertThat(fast(network, images)).isEqualTo(logits);
        }
    }

    @Test
    void observers_see_every_module_in_order_and_may_keep_its_output() {
        try (TensorScope outer = TensorScope.open();
                TorchNetwork network = lived(TinyArchitectures.poolformer())) {
            List<String> names = new ArrayList<>();
            List<Tensor> kept = new ArrayList<>();
            float[][] seen = new float[1][];
            network.forward(Synth.input(3, 1, 3, 32, 32), (name, activation) -> {
                names.add(name);
                if (name.equals("stages.2.blocks.1")) {
                    kept.add(outer.keep(activation));
                    seen[0] = Tensors.toFloats(activation);
                }
            });
            assertThat(names)
                    .containsExactly(
                            "stem",
                            "stages.0.blocks.0",
                            "stages.0",
                            "stages.1.blocks.0",
                            "stages.1",
                            "stages.2.blocks.0",
                            "stages.2.blocks.1",
                            "stages.2",
                            "stages.3.blocks.0",
                            "stages.3");
            assertThat(Tensors.toFloats(kept.get(0))).isEqualTo(seen[0]);
            assertThat(kept.get(0).requires_grad())
                    .as("part of the gradient graph")
                    .isTrue();
            kept.get(0).close();
        }
    }

    @Test
    void maps_of_any_size_are_allowed_where_the_mixers_are() {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = lived(TinyArchitectures.caformer())) {
            for (int[] size : new int[][] {{33, 57}, {3, 3}, {64, 20}}) {
                Tensor images = Synth.input(3, 1, 3, size[0], size[1]);
                assertThat(distance(plain(network, images), fast(network, images)))
                        .isLessThan(ROUNDING);
            }
        }
    }
}

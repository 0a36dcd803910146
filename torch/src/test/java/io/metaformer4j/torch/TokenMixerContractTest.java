package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.MemoryLayout;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.json.StrictJson;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.weights.load.WeightsLoader;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.cost.Complexity;
import io.metaformer4j.zoo.cost.LayerCost;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every token mixer keeps, whoever adds it. A subclass says which mixer it is, and states beside it, from the paper and
 * not from the code, which tensors it has and what it costs at {@value #CHANNELS} channels and {@value #TOKENS} positions.
 */
abstract class TokenMixerContractTest {

    static final int CHANNELS = 16;
    static final int SIDE = 8;
    static final int TOKENS = SIDE * SIDE;

    /** The stem quarters pictures. */
    private static final int PICTURE = 4 * SIDE;

    private static final String BLOCK = "stages.0.blocks.0.";
    private static final String MIXER = BLOCK + "token_mixer";

    /** Orders of summation differ by some roundings of 6e-8 in each of half a dozen layers. */
    private static final double ROUNDING = 2e-6;

    @TempDir
    private Path folder;

    /** The mixer, made for maps of so many positions if it is made for one number of them. */
    abstract TokenMixer mixer(int tokens);

    /** Its tensors: names below the mixer's own, and shapes. */
    abstract Map<String, List<Integer>> tensors();

    /** Multiply-adds of its convolutions and matrix products; a mixer with none says why, as {@link LayerCost} does. */
    abstract long macs();

    private Architecture around(int tokens) {
        return TinyArchitectures.around(mixer(tokens));
    }

    private Architecture network() {
        return around(TOKENS);
    }

    /** Fresh weights that training has moved away from their first values: no scale is 1 or nearly 0, no bias 0. */
    private static Map<String, WeightTensor> lived(Architecture architecture) {
        Map<String, WeightTensor> fresh = new InitialWeights(3).draw(architecture);
        Map<String, WeightTensor> weights = new LinkedHashMap<>(fresh);
        for (ParameterSpec spec : ParameterLayout.of(architecture).specs()) {
            if (spec.kind() == ParameterSpec.Kind.TRAINABLE || spec.name().contains(".running_")) {
                float[] values = fresh.get(spec.name()).toFloats();
                float[] changes = SyntheticStream.of(spec.name(), 1).floats(values.length, 0.15, 0.1);
                for (int i = 0; i < values.length; i++) {
                    values[i] += changes[i];
                }
                weights.put(
                        spec.name(),
                        WeightTensor.ofFloats(values, fresh.get(spec.name()).shape()));
            }
        }
        return weights;
    }

    private static TorchNetwork load(Architecture architecture, Map<String, WeightTensor> weights) {
        return TorchNetwork.load(architecture, NetworkOptions.DEFAULT, weights);
    }

    private static Tensor map(TorchNetwork network, Tensor images) {
        return network.outputs(images).features().get(0);
    }

    /** The map with gradients: plain operations. */
    private static float[] plain(TorchNetwork network, Tensor images) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.toFloats(map(network, images));
        }
    }

    /** The map without gradients: packed weights and fused operations where the options allow them. */
    private static float[] fast(TorchNetwork network, Tensor images) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard()) {
            return Tensors.toFloats(map(network, images));
        }
    }

    private static void assertSame(float[] actual, float[] expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double largest = IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.abs(expected[i]))
                .max()
                .orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i])
                    .as("%s, value %d", what, i)
                    .isCloseTo(expected[i], within(ROUNDING * largest));
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 32", "36, 36", "36, 20", "20, 32"})
    void maps_keep_their_shape_even_odd_and_oblong(int height, int width) {
        int tokens = height / 4 * (width / 4);
        Architecture architecture = around(tokens);
        MapShape expected = architecture.featureMaps(height, width).get(0);
        assertThat(expected.tokens()).isEqualTo(tokens);
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = load(architecture, lived(architecture))) {
            Tensor images = Synth.input(1, 2, 3, height, width);
            assertThat(map(network, images).shape()).containsExactly(2, CHANNELS, expected.height(), expected.width());
            float[] plain = plain(network, images);
            IntStream.range(0, plain.length).forEach(i -> assertThat(plain[i]).isFinite());
            assertSame(fast(network, images), plain, "inference");
        }
    }

    @Test
    void tensors_have_the_names_and_shapes_that_are_stated() {
        Map<String, List<Integer>> planned = new LinkedHashMap<>();
        for (ParameterSpec spec : ParameterLayout.of(network()).specs()) {
            if (spec.name().startsWith(MIXER + ".")) {
                planned.put(spec.name().substring(MIXER.length() + 1), spec.shape());
            }
        }
        assertThat(planned).containsExactlyInAnyOrderEntriesOf(tensors());
        try (TorchNetwork network = load(network(), lived(network()))) {
            Map<String, List<Integer>> built = new LinkedHashMap<>();
            network.state().forEach((name, tensor) -> {
                if (name.startsWith(MIXER + ".")) {
                    built.put(
                            name.substring(MIXER.length() + 1),
                            Arrays.stream(tensor.shape())
                                    .mapToObj(Math::toIntExact)
                                    .toList());
                }
            });
            assertThat(built).isEqualTo(planned);
        }
    }

    @Test
    void fresh_weights_are_drawn_for_every_tensor_and_depend_on_the_seed() {
        Map<String, WeightTensor> first = new InitialWeights(1).draw(network());
        Map<String, WeightTensor> again = new InitialWeights(1).draw(network());
        Map<String, WeightTensor> other = new InitialWeights(2).draw(network());
        for (ParameterSpec spec : ParameterLayout.of(network()).specs()) {
            WeightTensor drawn = first.get(spec.name());
            assertThat(drawn).as(spec.name()).isNotNull();
            assertThat(drawn.shape())
                    .containsExactly(
                            spec.shape().stream().mapToLong(Integer::longValue).toArray());
            assertThat(drawn.contentEquals(again.get(spec.name())))
                    .as(spec.name())
                    .isTrue();
            boolean random = spec.shape().size() > 1
                    && spec.kind() != ParameterSpec.Kind.BUFFER
                    && !spec.name().endsWith("scale");
            assertThat(drawn.contentEquals(other.get(spec.name())))
                    .as("%s, another seed", spec.name())
                    .isEqualTo(!random);
            if (spec.kind() != ParameterSpec.Kind.COUNTER) {
                assertThat(drawn.firstNonFinite()).as(spec.name()).isEmpty();
            }
        }
    }

    @Test
    void pictures_of_a_batch_do_not_know_each_other() {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = load(network(), lived(network()))) {
            Tensor images = Synth.input(2, 3, 3, PICTURE, PICTURE);
            float[] plain = plain(network, images);
            float[] fast = fast(network, images);
            for (int i = 0; i < 3; i++) {
                Tensor one = images.narrow(0, i, 1);
                int from = i * CHANNELS * TOKENS;
                int to = from + CHANNELS * TOKENS;
                assertSame(plain(network, one), Arrays.copyOfRange(plain, from, to), "picture " + i);
                assertSame(fast(network, one), Arrays.copyOfRange(fast, from, to), "inference of picture " + i);
            }
        }
    }

    @Test
    void both_memory_layouts_and_both_ways_to_compute_give_the_same_map() {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = load(network(), lived(network()))) {
            Tensor images = Synth.input(3, 3, 3, PICTURE, PICTURE);
            float[] expected = plain(network, images);
            assertSame(fast(network, images), expected, "inference, channels last");
            network.move(NetworkOptions.DEFAULT.withLayout(MemoryLayout.NCHW));
            assertSame(plain(network, images), expected, "channels first");
            assertSame(fast(network, images), expected, "inference, channels first");
        }
    }

    @Test
    void a_gradient_reaches_every_tensor_that_is_trained() {
        Architecture architecture = network();
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = load(architecture, lived(architecture))) {
            network.train(1);
            Tensor map = map(network, Synth.input(4, 3, 3, PICTURE, PICTURE));
            network.backward(map.mul(Synth.input(5, 3, CHANNELS, SIDE, SIDE)).sum());
            for (ParameterSpec spec : ParameterLayout.of(architecture).specs()) {
                boolean trained = spec.kind() == ParameterSpec.Kind.TRAINABLE;
                assertThat(network.parameters().containsKey(spec.name()))
                        .as(spec.name())
                        .isEqualTo(trained);
                if (trained && spec.name().startsWith(BLOCK)) {
                    Tensor gradient = network.parameters().get(spec.name()).grad();
                    assertThat(gradient.defined())
                            .as("gradient of %s", spec.name())
                            .isTrue();
                    assertThat(gradient.abs().sum().item_float())
                            .as("gradient of %s", spec.name())
                            .isPositive()
                            .isFinite();
                }
            }
        }
    }

    @Test
    void costs_are_those_that_are_stated() {
        List<LayerCost> layers = Complexity.of(network(), PICTURE, PICTURE).layers().stream()
                .filter(layer -> layer.module().equals(MIXER) || layer.module().startsWith(MIXER + "."))
                .toList();
        assertThat(layers).as("layers of the mixer").isNotEmpty();
        assertThat(layers.stream().mapToLong(LayerCost::macs).sum()).isEqualTo(macs());
        assertThat(layers.stream()
                        .mapToLong(layer -> layer.trainable() + layer.frozen() + layer.buffers())
                        .sum())
                .isEqualTo(tensors().values().stream()
                        .mapToLong(shape -> shape.stream().reduce(1, Math::multiplyExact))
                        .sum());
    }

    @Test
    void a_stored_description_is_read_back_as_it_was() {
        StrictJson json = StrictJson.of("the description", Map.of());
        byte[] stored = json.write(network()).getBytes(StandardCharsets.UTF_8);
        assertThat(json.read(stored, Architecture.class)).isEqualTo(network());
    }

    @Test
    void a_network_loaded_from_its_checkpoint_gives_the_same_answer() throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = load(network(), lived(network()))) {
            SafetensorsWriter.write(file, network.snapshot(), Map.of());
            Map<String, WeightTensor> read =
                    WeightsLoader.of(network()).load(Checkpoints.open(file)).tensors();
            try (TorchNetwork copy = load(network(), read)) {
                Tensor images = Synth.input(6, 2, 3, PICTURE, PICTURE);
                assertThat(fast(copy, images)).isEqualTo(fast(network, images));
                assertThat(plain(copy, images)).isEqualTo(plain(network, images));
            }
        }
    }
}

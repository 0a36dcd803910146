package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.ArchitectureBuilder;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.GeometricOrder;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.architecture.TokenMixer.Geometric;
import io.metaformer4j.zoo.architecture.TokenMixer.Geometric.Details;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which mixers commute with which symmetries of the square: mixing the rotated or mirrored map gives the rotated or
 * mirrored result. The network around the mixer has a stem of 1x1 and pointwise layers, which commute with all of them.
 *
 * <p>Of the geometric mixers, orders without an angular part do, since their kernels are round. The other kernels come
 * from GeoFormer's {@code build_geo_basis_kernel}, where the angle of the middle is 0, so that the cosine kernels have
 * a middle and the sine kernels have none. Without it, an angular order m would only change the signs of both
 * responses, or swap them, whose magnitude stays; with it, that holds for what leaves the cosine kernel as it is: the
 * vertical flip for any m, for even m also the horizontal flip and the half turn, and for multiples of 4 the quarter
 * turn.
 */
class MixerSymmetryTest {

    private static final int SIDE = 8;
    private static final int CHANNELS = 64;
    private static final int COLORS = 3;
    private static final Normalization NORM = new Normalization.GroupNorm(1, 1e-5, true);

    /**
     * Orders of summation differ by some roundings of 6e-8 in each of half a dozen layers, and kernel values that would
     * be equal without rounding differ by as much.
     */
    private static final double ROUNDING = 2e-6;

    /** What is no rounding. */
    private static final double BROKEN = 1e-2;

    /** The symmetries of the square that are looked at; all others follow from them. */
    private enum Symmetry {
        QUARTER_TURN,
        HALF_TURN,
        HORIZONTAL_FLIP,
        VERTICAL_FLIP;

        private int source(int row, int column) {
            int last = SIDE - 1;
            return switch (this) {
                case QUARTER_TURN -> column * SIDE + last - row;
                case HALF_TURN -> (last - row) * SIDE + last - column;
                case HORIZONTAL_FLIP -> row * SIDE + last - column;
                case VERTICAL_FLIP -> (last - row) * SIDE + column;
            };
        }

        /** Moves maps {@code [C, H, W]}. */
        float[] move(float[] maps) {
            float[] moved = new float[maps.length];
            for (int i = 0; i < maps.length; i++) {
                int position = i % (SIDE * SIDE);
                moved[i] = maps[i - position + source(position / SIDE, position % SIDE)];
            }
            return moved;
        }
    }

    private static final Set<Symmetry> ALL = EnumSet.allOf(Symmetry.class);
    private static final Set<Symmetry> NONE = EnumSet.noneOf(Symmetry.class);
    private static final Set<Symmetry> BUT_QUARTER_TURN = EnumSet.complementOf(EnumSet.of(Symmetry.QUARTER_TURN));
    private static final Set<Symmetry> VERTICAL_FLIP = EnumSet.of(Symmetry.VERTICAL_FLIP);

    private static Geometric geometric(int kernel, GeometricOrder... orders) {
        return new Geometric(kernel, List.of(orders), true, Details.PLAIN);
    }

    static Stream<Arguments> mixers() {
        GeometricOrder round = new GeometricOrder(1, 0);
        GeometricOrder rounder = new GeometricOrder(2, 0);
        Geometric fused = new Geometric(5, List.of(round, rounder), true, Details.FUSED);
        return Stream.of(
                Arguments.of(new TokenMixer.Identity(), ALL),
                Arguments.of(new TokenMixer.Pooling(3), ALL),
                Arguments.of(new TokenMixer.PoolBlock(2, Activation.GELU, 3), ALL),
                Arguments.of(new TokenMixer.Attention(8, true), ALL),
                Arguments.of(geometric(3, round), ALL),
                Arguments.of(geometric(5, round, rounder), ALL),
                Arguments.of(fused, ALL),
                Arguments.of(new TokenMixer.MultiScaleGeometric(List.of(geometric(3, round), fused)), ALL),
                Arguments.of(new TokenMixer.GeoBlock(2, Activation.GELU, geometric(5, round, rounder)), ALL),
                Arguments.of(geometric(5, new GeometricOrder(0, 2)), BUT_QUARTER_TURN),
                Arguments.of(geometric(7, new GeometricOrder(1, 2), round), BUT_QUARTER_TURN),
                Arguments.of(geometric(7, new GeometricOrder(1, 4)), ALL),
                Arguments.of(geometric(5, new GeometricOrder(0, 1)), VERTICAL_FLIP),
                Arguments.of(geometric(7, new GeometricOrder(1, 3)), VERTICAL_FLIP),
                Arguments.of(Geometric.ofKernel(3), VERTICAL_FLIP),
                Arguments.of(Geometric.ofKernel(5), VERTICAL_FLIP),
                Arguments.of(new TokenMixer.SeparableConv(2, 7, Activation.STAR_RELU), NONE),
                Arguments.of(new TokenMixer.RandomMixing(SIDE * SIDE), NONE),
                Arguments.of(new TokenMixer.SpatialFc(SIDE * SIDE), NONE));
    }

    @ParameterizedTest
    @MethodSource("mixers")
    void a_mixer_commutes_with_its_symmetries_and_no_others(TokenMixer mixer, Set<Symmetry> symmetries) {
        Architecture architecture = around(mixer);
        float[] picture = SyntheticStream.of("picture", 1).floats(COLORS * SIDE * SIDE, 0, 2);
        try (TorchNetwork network = TorchNetwork.load(architecture, NetworkOptions.DEFAULT, weights(architecture))) {
            float[] map = map(network, picture);
            for (Symmetry symmetry : Symmetry.values()) {
                double error = difference(map(network, symmetry.move(picture)), symmetry.move(map));
                if (symmetries.contains(symmetry)) {
                    assertThat(error).as("%s of %s", symmetry, mixer).isLessThan(ROUNDING);
                } else {
                    assertThat(error).as("%s of %s", symmetry, mixer).isGreaterThan(BROKEN);
                }
            }
        }
    }

    private static Architecture around(TokenMixer mixer) {
        PatchEmbedding pointwise = new PatchEmbedding(new ConvSpec(1, 1, 0), NORM);
        Head head = new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, new Normalization.LayerNorm(1e-6, true), 10);
        return ArchitectureBuilder.of(pointwise, pointwise)
                .stage(CHANNELS, 1, Block.of(mixer, NORM, new ChannelMlp(2, Activation.GELU, true)))
                .build(head, InitializationScheme.FAN_IN);
    }

    /** Fresh weights, but with magnitudes that count: the reference begins with 3e-3 of them. */
    private static Map<String, WeightTensor> weights(Architecture architecture) {
        Map<String, WeightTensor> weights = new LinkedHashMap<>(new InitialWeights(3).draw(architecture));
        weights.replaceAll((name, tensor) -> name.endsWith(".detail_scale") ? ones(tensor.shape()) : tensor);
        return weights;
    }

    private static WeightTensor ones(long... shape) {
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        Arrays.fill(values, 1);
        return WeightTensor.ofFloats(values, shape);
    }

    private static float[] map(TorchNetwork network, float[] picture) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor images = Tensors.of(picture, 1, COLORS, SIDE, SIDE);
            return Tensors.toFloats(network.outputs(images).features().get(0));
        }
    }

    /** The largest difference, of the largest value. */
    private static double difference(float[] actual, float[] expected) {
        double largest = IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.abs(expected[i]))
                .max()
                .orElseThrow();
        return IntStream.range(0, expected.length)
                        .mapToDouble(i -> Math.abs((double) actual[i] - expected[i]))
                        .max()
                        .orElseThrow()
                / largest;
    }
}

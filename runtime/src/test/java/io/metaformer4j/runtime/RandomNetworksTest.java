package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.kernel.KernelChoice;
import io.metaformer4j.runtime.kernel.PlainKernels;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.ArchitectureBuilder;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that nobody designed, pictures of odd sizes: what is fused and shared out computes what the plain plan does. */
class RandomNetworksTest {

    /** Of the largest value: some hundred products of float32 in another order, through four blocks with norms. */
    private static final double ROUNDING = 5e-5;

    private static final List<Integer> WIDTHS = List.of(8, 12, 24, 40);
    private static final List<Normalization> NORMS = List.of(
            Normalization.NONE,
            new Normalization.LayerNorm(1e-6, true),
            new Normalization.LayerNorm(1e-6, false),
            new Normalization.GroupNorm(1, 1e-5, true),
            new Normalization.GroupNorm(1, 1e-5, false),
            new Normalization.GroupNorm(2, 1e-5, true));

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static TokenMixer mixer(Random random) {
        Activation activation = pick(random, List.of(Activation.values()));
        return pick(
                random,
                List.of(
                        new TokenMixer.Identity(),
                        new TokenMixer.Pooling(3),
                        new TokenMixer.Pooling(5),
                        new TokenMixer.SeparableConv(1.5, 7, activation),
                        new TokenMixer.Attention(8, random.nextBoolean()),
                        TokenMixer.Geometric.ofKernel(5),
                        TokenMixer.Geometric.higherOrder(),
                        new TokenMixer.PoolBlock(2, activation, 3)));
    }

    private static Block block(Random random) {
        ChannelMlp mlp =
                new ChannelMlp(1 + random.nextInt(4), pick(random, List.of(Activation.values())), random.nextBoolean());
        Block block = Block.of(mixer(random), pick(random, NORMS), mlp);
        block = random.nextBoolean() ? block.withLayerScale(0.5) : block;
        return random.nextBoolean() ? block.withResidualScale(0.9) : block;
    }

    private static Architecture network(Random random) {
        ConvSpec stem = pick(random, List.of(ConvSpec.STEM, new ConvSpec(3, 2, 1), new ConvSpec(4, 3, 0)));
        return ArchitectureBuilder.of(
                        new PatchEmbedding(stem, pick(random, NORMS)),
                        new PatchEmbedding(
                                pick(random, List.of(ConvSpec.DOWNSAMPLING, new ConvSpec(2, 2, 0))),
                                pick(random, NORMS)))
                .stage(pick(random, WIDTHS), 1, block(random))
                .stage(pick(random, WIDTHS), 1 + random.nextInt(2), block(random))
                .build(
                        new Head.Linear(pick(random, List.of(Head.PoolingOrder.values())), pick(random, NORMS), 7),
                        InitializationScheme.FAN_IN);
    }

    private static ImageBatch pictures(Random random, int count) {
        ImageBatch batch = ImageBatch.allocate(
                ImageBatch.Layout.FLOAT32_NCHW, count, 24 + random.nextInt(30), 24 + random.nextInt(30));
        float[] values = new float[batch.pictureValues()];
        for (int n = 0; n < count; n++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            batch.putFloats(n, 0, values, 0, values.length);
        }
        return batch;
    }

    private static void assertSame(Outputs actual, Outputs expected, String what) {
        expected.values().forEach((output, array) -> {
            float largest = 0;
            for (float value : array.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(actual.get(output).values())
                    .as("%s: %s", what, output.name())
                    .containsExactly(array.values(), within((float) (ROUNDING * largest)));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_random_network_computes_the_same_fused_and_by_any_number_of_threads(long seed) {
        Random random = new Random(seed);
        Architecture architecture = network(random);
        ExecutionPlan plain =
                PlanWriter.write(architecture, NetworkTensors.of(architecture, VariedWeights.of(architecture, seed)));
        ExecutionPlan fused = PlanFusions.fused(plain, PlanFusions.all());
        ImageBatch images = pictures(random, 3);
        Request request = Request.everything(architecture);
        try (Network reference = new CpuNetwork(
                        architecture,
                        TinyArchitectures.preprocessing(),
                        plain,
                        Placement.DEFAULT.withThreads(1),
                        new PlainKernels());
                Network two = fused(architecture, fused, 2);
                Network five = fused(architecture, fused, 5)) {
            Outputs expected = reference.run(images, request);
            assertSame(two.run(images, request), expected, architecture + " by two threads");
            assertSame(five.run(images, request), expected, architecture + " by five threads");
            ImageBatch first = images.first(1);
            assertSame(two.run(first, request), reference.run(first, request), architecture + " for one picture");
        }
    }

    private static Network fused(Architecture architecture, ExecutionPlan plan, int threads) {
        return new CpuNetwork(
                architecture,
                TinyArchitectures.preprocessing(),
                plan,
                Placement.DEFAULT.withThreads(threads),
                KernelChoice.kernelsOfProcess());
    }
}

package io.metaformer4j.evaluation.invariance;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Network;
import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.evaluation.invariance.Transformation.Flip;
import io.metaformer4j.evaluation.invariance.Transformation.Rotation;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfStage;
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
import org.junit.jupiter.api.Test;

/** The probe on networks of libtorch: what commutes by construction, and what does not. */
class ProbedNetworksTest {

    private static final int SIDE = TinyArchitectures.SIDE;
    private static final Normalization NORM = new Normalization.GroupNorm(1, 1e-5, true);

    /** Orders of summation differ by some roundings of float32, 6e-8 each. */
    private static final double ROUNDING = 2e-6;

    private static final List<Transformation> SQUARE =
            List.of(new Rotation(90), new Rotation(180), new Flip(true), new Flip(false));

    /** A stem of 1x1 commutes with all symmetries of the square, a random convolution of stride 2 with none. */
    private static Architecture network(TokenMixer mixer) {
        Block block = Block.of(mixer, NORM, new ChannelMlp(2, Activation.GELU, true));
        PatchEmbedding stem = new PatchEmbedding(new ConvSpec(1, 1, 0), NORM);
        PatchEmbedding downsampling = new PatchEmbedding(ConvSpec.DOWNSAMPLING, NORM);
        Head head = new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, new Normalization.LayerNorm(1e-6, true), 2);
        return ArchitectureBuilder.of(stem, downsampling)
                .stage(8, 2, block)
                .stage(12, 1, block)
                .build(head, InitializationScheme.FAN_IN);
    }

    private static InvarianceResult measure(TokenMixer mixer) {
        ProbedPictures pictures = new ProbedPictures()
                .with(0, TestPictures.picture(1, SIDE, SIDE))
                .with(1, TestPictures.picture(2, SIDE, SIDE))
                .with(0, TestPictures.picture(3, SIDE, SIDE));
        InvarianceOptions options = InvarianceOptions.of(TinyArchitectures.preprocessing())
                .withTransformations(SQUARE)
                .withWorkers(1);
        try (Network network = TinyModels.network(network(mixer))) {
            return InvarianceProbe.of(network, options).measure(pictures.dataset(), done -> {});
        }
    }

    @Test
    void a_stage_of_pooling_moves_with_the_picture_until_a_strided_convolution() {
        InvarianceResult result = measure(new TokenMixer.Pooling(3));

        assertThat(result.transformations()).hasSize(SQUARE.size()).allSatisfy(each -> {
            OfStage pooling = each.stages().get(0);
            assertThat(pooling.onGrid()).isTrue();
            assertThat(pooling.equivariance().mean()).isLessThan(ROUNDING);
            assertThat(pooling.mean().change().mean()).isLessThan(ROUNDING);
            OfStage strided = each.stages().get(1);
            assertThat(strided.shape().height()).isEqualTo(SIDE / 2);
            assertThat(strided.equivariance().mean()).isGreaterThan(1e-2);
        });
    }

    @Test
    void a_stage_of_random_convolutions_does_not_move_with_the_picture() {
        InvarianceResult result = measure(new TokenMixer.SeparableConv(2, 3, Activation.GELU));

        assertThat(result.transformations())
                .allSatisfy(each ->
                        assertThat(each.stages().get(0).equivariance().mean()).isGreaterThan(1e-2));
    }
}

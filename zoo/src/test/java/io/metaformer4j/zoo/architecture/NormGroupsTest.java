package io.metaformer4j.zoo.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Head.PoolingOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network of two stages with 12 and 18 channels, in which one norm has groups. */
class NormGroupsTest {

    private static final Normalization FOUR = new Normalization.GroupNorm(4, 1e-5, true);
    private static final Normalization NINE = new Normalization.GroupNorm(9, 1e-5, true);
    private static final Normalization NONE = Normalization.NONE;

    private static Block block(Normalization norm) {
        return Block.of(new TokenMixer.Identity(), norm, new ChannelMlp(2, Activation.GELU, true));
    }

    private static Architecture network(
            Normalization stem, Normalization block, Normalization downsampling, Head head) {
        Stage first = new Stage(12, 1, Optional.empty(), Optional.empty(), block(NONE));
        PatchEmbedding entry = new PatchEmbedding(ConvSpec.DOWNSAMPLING, downsampling);
        Stage second = new Stage(18, 1, Optional.of(entry), Optional.empty(), block(block));
        return new Architecture(
                3,
                new PatchEmbedding(ConvSpec.STEM, stem),
                List.of(first, second),
                head,
                Architecture.Regularization.NONE,
                InitializationScheme.TRUNCATED_NORMAL);
    }

    private static Head linear(Normalization norm) {
        return new Head.Linear(PoolingOrder.POOL_THEN_NORM, norm, 10);
    }

    @Test
    void groups_that_divide_the_channels_they_meet_are_taken_everywhere() {
        assertThat(network(FOUR, NINE, FOUR, linear(NINE)).depth()).isEqualTo(2);
        assertThat(network(FOUR, NINE, FOUR, new Head.FeatureMaps(List.of(FOUR, NINE)))
                        .depth())
                .isEqualTo(2);
    }

    @Test
    void the_norm_of_the_stem_meets_the_channels_of_the_first_stage() {
        assertThatThrownBy(() -> network(NINE, NONE, NONE, linear(NONE)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("9 normalisation groups do not divide the 12 channels that the stem puts out");
    }

    @Test
    void the_norm_of_a_block_meets_the_channels_of_its_stage() {
        assertThatThrownBy(() -> network(NONE, FOUR, NONE, linear(NONE)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("4 normalisation groups do not divide the 18 channels of the stage's blocks");
    }

    @Test
    void the_norm_of_a_downsampling_meets_the_channels_of_the_stage_before() {
        assertThatThrownBy(() -> network(NONE, NONE, NINE, linear(NONE)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining(
                        "9 normalisation groups do not divide the 12 channels that enter the downsampling of stage 1");
    }

    @ParameterizedTest
    @EnumSource
    void the_norm_of_a_classifier_meets_the_channels_of_the_last_stage(PoolingOrder order) {
        for (Head head :
                List.of(new Head.Linear(order, FOUR, 10), new Head.Mlp(order, FOUR, 4, Activation.GELU, 1e-6, 10))) {
            assertThatThrownBy(() -> network(NONE, NONE, NONE, head))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining(
                            "4 normalisation groups do not divide the 18 channels of the map that enters the head");
        }
    }

    @Test
    void the_norms_of_a_feature_head_meet_the_channels_of_their_stages() {
        assertThatThrownBy(() -> network(NONE, NONE, NONE, new Head.FeatureMaps(List.of(NONE, FOUR))))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("4 normalisation groups do not divide the 18 channels of stage 1");
        assertThatThrownBy(() -> network(NONE, NONE, NONE, new Head.FeatureMaps(List.of(NONE))))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("a feature head with 1 norms does not fit 2 stages");
    }
}

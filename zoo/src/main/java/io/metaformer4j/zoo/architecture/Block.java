package io.metaformer4j.zoo.architecture;

import java.util.OptionalDouble;

/**
 * A MetaFormer block: {@code x = res1(x) + ls1(mixer(norm(x)))}, then {@code x = res2(x) + ls2(mlp(norm(x)))}.
 *
 * @param mixer exchanges information between tokens
 * @param norm normalisation before the mixer and before the MLP (two instances)
 * @param mlp works on the channels
 * @param layerScale initial value of the trainable factor of each channel on both branches, or empty for none
 * @param residualScale initial value of the trainable factor of each channel on both identity paths, or empty for none
 */
public record Block(
        TokenMixer mixer, Normalization norm, ChannelMlp mlp, OptionalDouble layerScale, OptionalDouble residualScale) {

    /**
     * A block without layer scale and residual scale.
     *
     * @param mixer exchanges information between tokens
     * @param norm normalisation before both branches
     * @param mlp works on the channels
     * @return the block
     */
    public static Block of(TokenMixer mixer, Normalization norm, ChannelMlp mlp) {
        return new Block(mixer, norm, mlp, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * The same block with layer scale.
     *
     * @param initial initial value of every factor
     * @return the changed block
     */
    public Block withLayerScale(double initial) {
        return new Block(mixer, norm, mlp, OptionalDouble.of(initial), residualScale);
    }

    /**
     * The same block with residual scale.
     *
     * @param initial initial value of every factor
     * @return the changed block
     */
    public Block withResidualScale(double initial) {
        return new Block(mixer, norm, mlp, layerScale, OptionalDouble.of(initial));
    }

    /**
     * Whether the channel MLP and pointwise projections of this block are stored as matrices {@code [out, in]} rather than
     * 1x1 convolutions {@code [out, in, 1, 1]}. As in timm this is so exactly for attention blocks.
     *
     * @return true for attention blocks
     */
    public boolean storesMatrices() {
        return mixer.storesMatrices();
    }
}

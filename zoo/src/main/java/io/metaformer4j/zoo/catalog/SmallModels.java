package io.metaformer4j.zoo.catalog;

import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
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
import java.util.List;

/**
 * MetaFormers scaled down for pictures of 28 to 64 pixels, which the published stems would shrink to almost nothing: MLPs of
 * ratio 2 with GELU, a linear head, no biases but in the head and in the convolutions of stem and downsampling, which always
 * have one. Fresh weights are scaled by their fan-in, because the published deviation of 0.02 is too small for narrow layers.
 * They are for training; {@link TinyArchitectures} has the doubles for tests.
 */
public final class SmallModels {

    private static final Normalization NORM = new Normalization.LayerNorm(1e-6, false);
    private static final ChannelMlp MLP = new ChannelMlp(2, Activation.GELU, false);
    private static final TokenMixer CONVOLUTION = new TokenMixer.SeparableConv(2, 3, Activation.GELU);
    private static final PatchEmbedding DOWNSAMPLING = new PatchEmbedding(ConvSpec.DOWNSAMPLING, NORM);

    private SmallModels() {}

    /**
     * A small ConvFormer: separable convolutions of expansion 2 and kernel 3.
     *
     * @param dims channels of the stages
     * @param depths blocks of the stages
     * @param classes number of classes
     * @return the network
     * @throws MetaFormerException if there are not as many widths as depths
     */
    public static Architecture convFormer(List<Integer> dims, List<Integer> depths, int classes) {
        return metaFormer(CONVOLUTION, dims, depths, classes);
    }

    /**
     * The same with another token mixer in all stages. The stem halves the picture, unlike that of the published models,
     * which quarters it.
     *
     * @param mixer the token mixer
     * @param dims channels of the stages
     * @param depths blocks of the stages
     * @param classes number of classes
     * @return the network
     * @throws MetaFormerException if there are not as many widths as depths
     */
    public static Architecture metaFormer(TokenMixer mixer, List<Integer> dims, List<Integer> depths, int classes) {
        if (dims.size() != depths.size()) {
            throw new MetaFormerException("widths " + dims + " and depths " + depths + " must be equally many");
        }
        ArchitectureBuilder builder =
                ArchitectureBuilder.of(new PatchEmbedding(new ConvSpec(3, 2, 1), NORM), DOWNSAMPLING);
        for (int i = 0; i < dims.size(); i++) {
            builder.stage(dims.get(i), depths.get(i), Block.of(mixer, NORM, MLP));
        }
        return builder.build(head(classes), InitializationScheme.FAN_IN);
    }

    /**
     * A CAFormer of two stages for pictures of 28x28 pixels, {@code tiny_caformer} of {@code metaformer demo}: two blocks of
     * separable convolutions with 64 channels on 7x7 tokens, then one of attention with 128 channels on 4x4. The stem cuts
     * the picture into patches of 4x4.
     *
     * @param classes number of classes
     * @return the network
     */
    public static Architecture caFormer(int classes) {
        return ArchitectureBuilder.of(new PatchEmbedding(new ConvSpec(4, 4, 0), NORM), DOWNSAMPLING)
                .stage(64, 2, Block.of(CONVOLUTION, NORM, MLP))
                .stage(128, 1, Block.of(new TokenMixer.Attention(32, false), NORM, MLP))
                .build(head(classes), InitializationScheme.FAN_IN);
    }

    /**
     * The small ConvFormer for CIFAR-10 whose weights this project ships: 1.9 million parameters.
     *
     * @return the network
     */
    public static Architecture convFormerCifar10() {
        return convFormer(List.of(64, 128, 256), List.of(2, 3, 2), 10);
    }

    /**
     * The preprocessing of CIFAR-10: 32 pixels, no crop, the statistics of its training pictures.
     *
     * @return the preprocessing
     */
    public static Preprocessing cifar10() {
        return whole(32, List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616));
    }

    /**
     * The preprocessing of Fashion-MNIST: 28 pixels, no crop, mean and deviation of the gray values of its 60,000 training
     * pictures.
     *
     * @return the preprocessing
     */
    public static Preprocessing fashionMnist() {
        return whole(28, List.of(0.2860, 0.2860, 0.2860), List.of(0.3530, 0.3530, 0.3530));
    }

    private static Preprocessing whole(int side, List<Double> mean, List<Double> std) {
        return new Preprocessing(side, side, 1, Interpolation.BICUBIC, CropMode.CENTER, mean, std);
    }

    private static Head head(int classes) {
        return new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, new Normalization.LayerNorm(1e-6, true), classes);
    }
}

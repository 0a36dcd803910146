package io.metaformer4j.training;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.architecture.TokenMixer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MetaFormers scaled down for pictures of 28 to 64 pixels, which the published stems would shrink to almost nothing. */
public final class SmallModels {

    private static final Normalization NORM = new Normalization.LayerNorm(1e-6, false);

    /** Halves the picture, unlike the stem of the published models, which quarters it. */
    private static final ConvSpec STEM = new ConvSpec(3, 2, 1);

    private SmallModels() {}

    /**
     * A small ConvFormer: separable convolutions of expansion 2 and kernel 3, MLPs of ratio 2, GELU, a linear head. Fresh
     * weights are scaled by their fan-in, because the published deviation of 0.02 is too small for narrow layers.
     *
     * @param dims channels of the stages
     * @param depths blocks of the stages
     * @param classes number of classes
     * @return the network
     */
    public static Architecture convFormer(List<Integer> dims, List<Integer> depths, int classes) {
        return metaFormer(new TokenMixer.SeparableConv(2, 3, Activation.GELU), dims, depths, classes);
    }

    /**
     * The same with another token mixer in all stages.
     *
     * @param mixer the token mixer
     * @param dims channels of the stages
     * @param depths blocks of the stages
     * @param classes number of classes
     * @return the network
     */
    public static Architecture metaFormer(TokenMixer mixer, List<Integer> dims, List<Integer> depths, int classes) {
        if (dims.size() != depths.size()) {
            throw new MetaFormerException("widths " + dims + " and depths " + depths + " must be equally many");
        }
        Block block = Block.of(mixer, NORM, new ChannelMlp(2, Activation.GELU, false));
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < dims.size(); i++) {
            Optional<PatchEmbedding> downsampling =
                    i == 0 ? Optional.empty() : Optional.of(new PatchEmbedding(ConvSpec.HALVE, NORM));
            stages.add(new Stage(dims.get(i), depths.get(i), downsampling, Optional.empty(), block));
        }
        return new Architecture(
                3,
                new PatchEmbedding(STEM, NORM),
                stages,
                new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, new Normalization.LayerNorm(1e-6, true), classes),
                Architecture.Regularization.NONE,
                InitializationScheme.FAN_IN);
    }

    /** The preprocessing of CIFAR-10: 32 pixels, no crop, the statistics of its training pictures. */
    public static Preprocessing cifar10() {
        return new Preprocessing(
                32,
                32,
                1,
                Interpolation.BICUBIC,
                CropMode.CENTER,
                List.of(0.4914, 0.4822, 0.4465),
                List.of(0.2470, 0.2435, 0.2616));
    }

    /**
     * The small ConvFormer for CIFAR-10 whose weights this project ships: 1.9 million parameters.
     *
     * @return the model without its card
     */
    public static ModelDescription convFormerCifar10() {
        Architecture architecture = convFormer(List.of(64, 128, 256), List.of(2, 3, 2), 10);
        return ModelDescription.of("convformer_cifar10", architecture, cifar10())
                .withLabels(LabelSet.cifar10().names());
    }
}

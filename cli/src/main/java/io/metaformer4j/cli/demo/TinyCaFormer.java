package io.metaformer4j.cli.demo;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.Clipping;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
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
import java.util.List;
import java.util.Optional;

/** The demo's tiny CAFormer for pictures of 28x28 pixels, and how it is trained in about a minute on two cores. */
final class TinyCaFormer {

    private static final int SIDE = 28;
    private static final int EPOCHS = 24;

    /** Mean and deviation of the gray values of Fashion-MNIST's 60,000 training pictures. */
    private static final double MEAN = 0.2860;

    private static final double STD = 0.3530;

    private TinyCaFormer() {}

    static ModelDescription model(List<String> labels) {
        Preprocessing preprocessing = new Preprocessing(
                SIDE,
                SIDE,
                1,
                Interpolation.BICUBIC,
                CropMode.CENTER,
                List.of(MEAN, MEAN, MEAN),
                List.of(STD, STD, STD));
        return ModelDescription.of("tiny_caformer", architecture(labels.size()), preprocessing)
                .withLabels(labels);
    }

    private static Architecture architecture(int classes) {
        Normalization norm = new Normalization.LayerNorm(1e-6, false);
        ChannelMlp mlp = new ChannelMlp(2, Activation.GELU, false);
        Block convolution = Block.of(new TokenMixer.SeparableConv(2, 3, Activation.GELU), norm, mlp);
        Block attention = Block.of(new TokenMixer.Attention(32, false), norm, mlp);
        PatchEmbedding stem = new PatchEmbedding(new ConvSpec(4, 4, 0), norm);
        Optional<PatchEmbedding> halve = Optional.of(new PatchEmbedding(ConvSpec.HALVE, norm));
        return new Architecture(
                3,
                stem,
                List.of(
                        new Stage(64, 2, Optional.empty(), Optional.empty(), convolution),
                        new Stage(128, 1, halve, Optional.empty(), attention)),
                new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, new Normalization.LayerNorm(1e-6, true), classes),
                Architecture.Regularization.NONE,
                InitializationScheme.FAN_IN);
    }

    static TrainingRecipe recipe() {
        return new TrainingRecipe(
                "demo",
                1,
                EPOCHS,
                new Batching(120, 1, 2),
                new SoftCrossEntropy(0.05),
                Optimization.of(OptimizerSpec.AdamW.of(3e-3, 0.05), Schedule.cosine(Warmup.linear(1, 1e-5), 1e-6))
                        .withClipping(new Clipping.Norm(1)),
                AugmentationRecipe.cropAndFlip(new PaddedCrop(2, PaddedCrop.Border.ZERO)),
                Architecture.Regularization.NONE,
                Precision.FLOAT32);
    }
}

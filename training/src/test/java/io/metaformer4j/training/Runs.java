package io.metaformer4j.training;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.SmallModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Small training runs. */
public final class Runs {

    public static final ModelDescription MODEL = ModelDescription.of(
                    "tiny",
                    SmallModels.convFormer(List.of(8, 16), List.of(1, 2), 3),
                    new Preprocessing(
                            ColoredSquares.SIDE,
                            ColoredSquares.SIDE,
                            1,
                            Interpolation.BICUBIC,
                            CropMode.CENTER,
                            List.of(0.4, 0.4, 0.4),
                            List.of(0.2, 0.2, 0.2)))
            .withLabels(List.of("red", "green", "blue"));

    /** A network with batch normalisation. */
    public static final ModelDescription WITH_STATISTICS = MODEL.withArchitecture(SmallModels.metaFormer(
            new TokenMixer.Geometric(
                    3, TokenMixer.Geometric.ofKernel(3).orders(), true, TokenMixer.Geometric.Details.FUSED),
            List.of(8),
            List.of(1),
            3));

    public static final AugmentationRecipe CROPS = AugmentationRecipe.cropAndFlip(
                    new PaddedCrop(1, PaddedCrop.Border.REFLECT))
            .withOperations(List.of(Cutout.ofMean(2, MODEL.preprocessing())));

    public static final AugmentationRecipe EVERYTHING = AugmentationRecipe.cropAndFlip(RandomResizedCrop.standard())
            .withOperations(List.of(ColorJitter.of(0.4)))
            .withErasing(Optional.of(RandomErasing.of(0.5, RandomErasing.Fill.PIXEL)))
            .withMixing(Optional.of(Mixup.standard()));

    private Runs() {}

    /** Everything random is on, and the warm-up ends in the second epoch. */
    public static TrainingRecipe recipe(int epochs, int accumulation, int replicas) {
        return recipe(epochs, accumulation, replicas, CROPS);
    }

    /** The same with another augmentation. */
    public static TrainingRecipe recipe(int epochs, int accumulation, int replicas, AugmentationRecipe augmentation) {
        return new TrainingRecipe(
                "test",
                7,
                epochs,
                new Batching(8, accumulation, replicas),
                new SoftCrossEntropy(0.1),
                new Optimization(
                        AdamW.of(4e-3, 0.05),
                        Schedule.cosine(Warmup.linear(1, 1e-4), 1e-5),
                        new Clipping.JointNorm(1),
                        new Averaging.Exponential(0.9, Averaging.DecayWarmup.TIMM)),
                augmentation,
                new Architecture.Regularization(0.2, 0.1),
                Precision.FLOAT32);
    }

    /** The same recipe with another optimizer, averaging and regularization. */
    public static TrainingRecipe with(
            TrainingRecipe r,
            OptimizerSpec optimizer,
            Averaging averaging,
            Architecture.Regularization regularization) {
        return r.withOptimization(r.optimization().withOptimizer(optimizer).withAveraging(averaging))
                .withRegularization(regularization);
    }

    /** The same task with other data and another validation. */
    public static TrainingTask<ClassTarget> with(
            TrainingTask<ClassTarget> task, Dataset<ClassTarget> data, Evaluation validation) {
        return TrainingTask.ofClasses(
                task.model(),
                task.recipe(),
                task.weights(),
                data,
                Optional.of(validation),
                task.output(),
                task.settings());
    }

    /** The same task with other data and a validation that measures what one of classes does. */
    public static TrainingTask<ClassTarget> with(
            TrainingTask<ClassTarget> task, Dataset<ClassTarget> data, Function<Network, Metrics> validation) {
        return with(task, data, Evaluation.of(ClassificationMetrics.ALL, validation));
    }

    public static TrainingTask<ClassTarget> task(TrainingRecipe recipe, Path output) {
        return TrainingTask.ofClasses(
                MODEL,
                recipe,
                Optional.empty(),
                new ColoredSquares(60),
                Optional.empty(),
                output,
                TrainingTask.Settings.DEFAULT);
    }
}

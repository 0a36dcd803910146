package io.metaformer4j.cli;

import io.metaformer4j.torch.Precision;
import io.metaformer4j.training.AugmentationRecipe;
import io.metaformer4j.training.TrainingRecipe;
import io.metaformer4j.training.optimizer.Averaging;
import io.metaformer4j.training.optimizer.Clipping;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.augment.ColorJitter;
import io.metaformer4j.vision.augment.Cropping;
import io.metaformer4j.vision.augment.Cutout;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.PaddedCrop;
import io.metaformer4j.vision.augment.PictureOperation;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.augment.RandomResizedCrop;
import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The hyper-parameters of a training: a recipe file, or single options. */
final class RecipeArguments {

    /** About the mean colour of photographs; a recipe file can name the data set's own. */
    private static final int MEAN_GRAY = 120;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "All hyper-parameters as JSON; no single ones may be given then.")
    private Path file;

    @Option(
            names = "--img-size",
            paramLabel = "N",
            converter = ValueRange.Side.class,
            description = "Side of the input (default: the model's own).")
    private Integer size;

    @Option(
            names = "--epochs",
            defaultValue = "60",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "Passes over the data (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--batch-size",
            defaultValue = "128",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "Pictures in a forward pass (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--grad-accum-steps",
            defaultValue = "1",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "Batches whose gradients make one update (default: ${DEFAULT-VALUE}).")
    private int accumulation;

    @Option(
            names = "--replicas",
            defaultValue = "1",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "Copies of the network that share a batch, one thread each; on processors often faster than "
                    + "one copy with many threads (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Option(
            names = "--lr",
            defaultValue = "2e-3",
            paramLabel = "RATE",
            converter = ValueRange.Magnitude.class,
            description = "Peak learning rate (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--min-lr",
            defaultValue = "1e-6",
            paramLabel = "RATE",
            converter = ValueRange.Magnitude.class,
            description = "Last learning rate (default: ${DEFAULT-VALUE}).")
    private double minRate;

    @Option(
            names = "--warmup-lr",
            defaultValue = "1e-6",
            paramLabel = "RATE",
            converter = ValueRange.Magnitude.class,
            description = "First learning rate (default: ${DEFAULT-VALUE}).")
    private double warmupRate;

    @Option(
            names = "--warmup-epochs",
            defaultValue = "3",
            paramLabel = "N",
            converter = ValueRange.CountOrZero.class,
            description = "Epochs in which the learning rate rises to its peak (default: ${DEFAULT-VALUE}).")
    private int warmupEpochs;

    @Option(
            names = "--weight-decay",
            defaultValue = "0.05",
            paramLabel = "DECAY",
            converter = ValueRange.Magnitude.class,
            description = "Decoupled weight decay of AdamW (default: ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(
            names = "--smoothing",
            defaultValue = "0.1",
            paramLabel = "SHARE",
            converter = ValueRange.BelowOne.class,
            description = "Label smoothing, 0 for none (default: ${DEFAULT-VALUE}).")
    private double labelSmoothing;

    @Option(
            names = "--clip-grad",
            defaultValue = "1",
            paramLabel = "NORM",
            converter = ValueRange.Magnitude.class,
            description = "Largest norm of the gradient; 0 for no limit (default: ${DEFAULT-VALUE}).")
    private double clip;

    @Option(
            names = "--model-ema-decay",
            defaultValue = "0",
            paramLabel = "DECAY",
            converter = ValueRange.BelowOne.class,
            description = "Decay of the averaged weights; 0 for no averaging (default: ${DEFAULT-VALUE}).")
    private double emaDecay;

    @Option(
            names = "--drop-path",
            defaultValue = "0",
            paramLabel = "P",
            converter = ValueRange.BelowOne.class,
            description = "Probability of stochastic depth in the last block (default: ${DEFAULT-VALUE}).")
    private double dropPath;

    @Option(
            names = "--drop",
            defaultValue = "0",
            paramLabel = "P",
            converter = ValueRange.BelowOne.class,
            description = "Probability of dropout in the head (default: ${DEFAULT-VALUE}).")
    private double drop;

    @Option(
            names = "--padding",
            paramLabel = "PIXELS",
            converter = ValueRange.CountOrZero.class,
            description = "Crop from the padded picture, which has the input's size already, "
                    + "instead of a random resized part.")
    private Integer padding;

    @Option(
            names = "--scale",
            arity = "2",
            paramLabel = "SHARE",
            converter = ValueRange.Share.class,
            description = "Smallest and largest share of the area of a random resized part (default: 0.08 1).")
    private double[] scale = {0.08, 1};

    @Option(
            names = "--train-interpolation",
            defaultValue = "random",
            paramLabel = "FILTER",
            description =
                    "Filter of the resize: random (bilinear or bicubic) or a filter's name (default: ${DEFAULT-VALUE}).")
    private String interpolation;

    @Option(
            names = "--hflip",
            defaultValue = "0.5",
            paramLabel = "P",
            converter = ValueRange.Probability.class,
            description = "Probability of a horizontal flip (default: ${DEFAULT-VALUE}).")
    private double horizontalFlip;

    @Option(
            names = "--vflip",
            defaultValue = "0",
            paramLabel = "P",
            converter = ValueRange.Probability.class,
            description = "Probability of a vertical flip (default: ${DEFAULT-VALUE}).")
    private double verticalFlip;

    @Option(
            names = "--color-jitter",
            defaultValue = "0",
            paramLabel = "STRENGTH",
            converter = ValueRange.Magnitude.class,
            description =
                    "Largest change of brightness, contrast and saturation; 0 for none (default: ${DEFAULT-VALUE}).")
    private double colorJitter;

    @Option(
            names = "--cutout",
            defaultValue = "0",
            paramLabel = "PIXELS",
            converter = ValueRange.CountOrZero.class,
            description = "Side of an erased square; 0 for none (default: ${DEFAULT-VALUE}).")
    private int cutout;

    @Option(
            names = "--reprob",
            defaultValue = "0",
            paramLabel = "P",
            converter = ValueRange.Probability.class,
            description = "Probability of random erasing (default: ${DEFAULT-VALUE}).")
    private double erasing;

    @Option(
            names = "--mixup",
            defaultValue = "0",
            paramLabel = "ALPHA",
            converter = ValueRange.Magnitude.class,
            description = "Mixup alpha; 0 for none (default: ${DEFAULT-VALUE}).")
    private double mixup;

    @Option(
            names = "--cutmix",
            defaultValue = "0",
            paramLabel = "ALPHA",
            converter = ValueRange.Magnitude.class,
            description = "Cutmix alpha; 0 for none (default: ${DEFAULT-VALUE}).")
    private double cutmix;

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = "PRECISION",
            description = "fp32, or bf16 with float32 weights (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "SEED",
            description =
                    "Where all randomness comes from; the same seed gives the same run (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** The model's preprocessing at the wanted size. */
    Preprocessing size(Preprocessing own) {
        return size == null ? own : own.withSize(size);
    }

    TrainingRecipe recipe() throws IOException {
        if (file == null) {
            return usage(this::fromOptions);
        }
        List<String> others = given();
        if (!others.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--recipe holds all hyper-parameters; leave out " + String.join(", ", others));
        }
        try {
            return TrainingRecipe.parse(TextFile.read(file, "recipe"));
        } catch (MetaFormerException e) {
            throw new MetaFormerException(
                    "recipe '" + file + "' cannot be understood: " + e.getMessage()
                            + "; write it as the recipes of this project",
                    e);
        }
    }

    /** Hyper-parameters that cannot be combined are wrong usage. */
    private TrainingRecipe usage(Supplier<TrainingRecipe> recipe) {
        try {
            return recipe.get();
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Options of this group on the command line, other than the recipe and the size. */
    private List<String> given() {
        List<String> names = new ArrayList<>();
        spec.commandLine().getParseResult().matchedOptions().forEach(option -> {
            if (option.userObject() instanceof java.lang.reflect.Field field
                    && field.getDeclaringClass() == RecipeArguments.class
                    && !option.longestName().equals("--recipe")
                    && !option.longestName().equals("--img-size")) {
                names.add(option.longestName());
            }
        });
        return names;
    }

    private TrainingRecipe fromOptions() {
        return new TrainingRecipe(
                "options",
                seed,
                epochs,
                batchSize,
                accumulation,
                replicas,
                OptimizerSpec.AdamW.of(rate, weightDecay),
                Schedule.cosine(Warmup.linear(warmupEpochs, warmupRate), minRate),
                labelSmoothing,
                clip > 0 ? new Clipping.Norm(clip) : new Clipping.None(),
                emaDecay > 0 ? new Averaging.Exponential(emaDecay, Averaging.DecayWarmup.TIMM) : new Averaging.None(),
                augmentation(),
                new Architecture.Regularization(dropPath, drop),
                precision);
    }

    private AugmentationRecipe augmentation() {
        List<PictureOperation> operations = new ArrayList<>();
        if (colorJitter > 0) {
            operations.add(ColorJitter.of(colorJitter));
        }
        if (cutout > 0) {
            operations.add(new Cutout(cutout, MEAN_GRAY, MEAN_GRAY, MEAN_GRAY));
        }
        Optional<RandomErasing> boxes =
                erasing > 0 ? Optional.of(RandomErasing.of(erasing, RandomErasing.Fill.CONST)) : Optional.empty();
        return AugmentationRecipe.cropAndFlip(cropping())
                .withFlips(horizontalFlip, verticalFlip)
                .withOperations(operations)
                .withErasing(boxes)
                .withMixing(
                        mixup > 0 || cutmix > 0
                                ? Optional.of(new Mixup(mixup, cutmix, 1, 0.5, Mixup.Mode.BATCH))
                                : Optional.empty());
    }

    private Cropping cropping() {
        if (padding != null) {
            return new PaddedCrop(padding, PaddedCrop.Border.REFLECT);
        }
        RandomResizedCrop crop = RandomResizedCrop.standard().withScale(scale[0], scale[1]);
        return interpolation.equals("random") ? crop : crop.withInterpolation(Interpolation.parse(interpolation));
    }
}

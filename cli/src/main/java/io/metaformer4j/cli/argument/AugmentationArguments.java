package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.converter.FractionConverter;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.cli.argument.converter.ProbabilityConverter;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.transform.Cropping;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How training pictures are varied. What is not given stays as it is. */
final class AugmentationArguments {

    /** About the mean colour of photographs; a recipe file can name the data set's own. */
    private static final int MEAN_GRAY = 120;

    @Option(
            names = "--padding",
            paramLabel = "PIXELS",
            converter = CountOrZeroConverter.class,
            description = "Crop from the padded picture, which has the input's size already, "
                    + "instead of a random resized part.")
    private Integer padding;

    @Option(
            names = "--scale",
            arity = "2",
            paramLabel = "SHARE",
            converter = FractionConverter.class,
            description = "Smallest and largest share of the area of a random resized part (default: 0.08 1, for given "
                    + "weights 0.35 1).")
    private double[] scale;

    @Option(
            names = "--train-interpolation",
            paramLabel = "FILTER",
            description = "Filter of the resize: random (bilinear or bicubic) or a filter's name (default: random).")
    private String interpolation;

    @Option(
            names = "--hflip",
            paramLabel = "P",
            converter = ProbabilityConverter.class,
            description = "Probability of a horizontal flip (default: 0.5).")
    private Double horizontalFlip;

    @Option(
            names = "--vflip",
            paramLabel = "P",
            converter = ProbabilityConverter.class,
            description = "Probability of a vertical flip (default: 0).")
    private Double verticalFlip;

    @Mixin
    private AutomaticArguments automatic;

    @Option(
            names = "--color-jitter",
            paramLabel = "STRENGTH",
            converter = MagnitudeConverter.class,
            description = "Largest change of brightness, contrast and saturation; 0 for none (default: 0).")
    private Double colorJitter;

    @Option(
            names = "--cutout",
            paramLabel = "PIXELS",
            converter = CountOrZeroConverter.class,
            description = "Side of an erased square; 0 for none (default: 0).")
    private Integer cutout;

    @Option(
            names = "--reprob",
            paramLabel = "P",
            converter = ProbabilityConverter.class,
            description = "Probability of random erasing (default: 0).")
    private Double erasing;

    @Option(
            names = "--mixup",
            paramLabel = "ALPHA",
            converter = MagnitudeConverter.class,
            description = "Mixup alpha; 0 for none (default: 0).")
    private Double mixup;

    @Option(
            names = "--cutmix",
            paramLabel = "ALPHA",
            converter = MagnitudeConverter.class,
            description = "Cutmix alpha; 0 for none (default: 0).")
    private Double cutmix;

    AugmentationRecipe augmentation(AugmentationRecipe base) {
        return new AugmentationRecipe(
                cropping(base.cropping()),
                GivenOptions.or(horizontalFlip, base.horizontalFlip()),
                GivenOptions.or(verticalFlip, base.verticalFlip()),
                automatic.policy(base),
                operations(automatic.operations(base, colorJitter)),
                erasing(base.erasing()),
                mixing(base.mixing()));
    }

    private Cropping cropping(Cropping base) {
        if (padding != null && (scale != null || interpolation != null)) {
            throw new MetaFormerException("--padding crops without resizing, so that --scale and --train-interpolation"
                    + " mean nothing; leave either out");
        }
        if (padding != null) {
            return new PaddedCrop(padding, PaddedCrop.Border.REFLECT);
        } else if (scale == null && interpolation == null) {
            return base;
        }
        RandomResizedCrop crop = base.accept(new Resized());
        if (scale != null) {
            crop = crop.withScale(scale[0], scale[1]);
        }
        if (interpolation == null) {
            return crop;
        }
        return interpolation.equals("random")
                ? new RandomResizedCrop(
                        crop.minScale(),
                        crop.maxScale(),
                        crop.minRatio(),
                        crop.maxRatio(),
                        RandomResizedCrop.standard().interpolations())
                : crop.withInterpolation(Interpolation.parse(interpolation));
    }

    /** The resizing crop that options change: the recipe's, or the usual one if the recipe crops without resizing. */
    private static final class Resized implements Cropping.Visitor<RandomResizedCrop> {

        @Override
        public RandomResizedCrop randomResizedCrop(RandomResizedCrop crop) {
            return crop;
        }

        @Override
        public RandomResizedCrop paddedCrop(PaddedCrop crop) {
            return RandomResizedCrop.standard();
        }
    }

    private List<PictureOperation> operations(List<PictureOperation> base) {
        Changed changed = new Changed();
        List<PictureOperation> operations = new ArrayList<>();
        for (PictureOperation operation : base) {
            operation.accept(changed).ifPresent(operations::add);
        }
        if (!changed.hasJitter && colorJitter != null && colorJitter > 0) {
            operations.add(0, ColorJitter.of(colorJitter));
        }
        if (!changed.hasCutout && cutout != null && cutout > 0) {
            operations.add(new Cutout(cutout, MEAN_GRAY, MEAN_GRAY, MEAN_GRAY));
        }
        return operations;
    }

    /** The recipe's operations with what was given; those that no option is about stay. */
    private final class Changed implements PictureOperation.Visitor<Optional<PictureOperation>> {

        private boolean hasJitter;
        private boolean hasCutout;

        @Override
        public Optional<PictureOperation> colorJitter(ColorJitter own) {
            hasJitter = true;
            if (colorJitter == null) {
                return Optional.of(own);
            }
            return colorJitter > 0 ? Optional.of(ColorJitter.of(colorJitter)) : Optional.empty();
        }

        @Override
        public Optional<PictureOperation> cutout(Cutout own) {
            hasCutout = true;
            if (cutout == null) {
                return Optional.of(own);
            }
            return cutout > 0 ? Optional.of(new Cutout(cutout, own.red(), own.green(), own.blue())) : Optional.empty();
        }

        @Override
        public Optional<PictureOperation> other(PictureOperation own) {
            return Optional.of(own);
        }
    }

    private Optional<RandomErasing> erasing(Optional<RandomErasing> base) {
        if (erasing == null) {
            return base;
        }
        if (erasing == 0) {
            return Optional.empty();
        }
        RandomErasing own = base.orElseGet(() -> RandomErasing.of(erasing, RandomErasing.Fill.CONST));
        return Optional.of(
                new RandomErasing(erasing, own.minArea(), own.maxArea(), own.minAspect(), own.maxBoxes(), own.fill()));
    }

    private Optional<Mixup> mixing(Optional<Mixup> base) {
        if (mixup == null && cutmix == null) {
            return base;
        }
        double mixupAlpha = GivenOptions.or(mixup, base.map(Mixup::mixupAlpha).orElse(0.0));
        double cutmixAlpha =
                GivenOptions.or(cutmix, base.map(Mixup::cutmixAlpha).orElse(0.0));
        if (mixupAlpha == 0 && cutmixAlpha == 0) {
            return Optional.empty();
        }
        Mixup own = base.orElseGet(Mixup::standard);
        return Optional.of(new Mixup(mixupAlpha, cutmixAlpha, own.probability(), own.switchProbability(), own.mode()));
    }
}

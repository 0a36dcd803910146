package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.augmentation.ErasingArguments;
import io.metaformer4j.cli.argument.augmentation.MixingArguments;
import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.converter.FractionConverter;
import io.metaformer4j.cli.argument.converter.GivenOptions;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.cli.argument.converter.ProbabilityConverter;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.transform.Cropping;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Arrays;
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
            names = "--ratio",
            arity = "2",
            paramLabel = "ASPECT",
            converter = MagnitudeConverter.class,
            description = "Smallest and largest width over height of a random resized part (default: 0.75 1.3333).")
    private double[] ratio;

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
            arity = "1..4",
            paramLabel = "STRENGTH",
            converter = MagnitudeConverter.class,
            description = "Largest change of brightness, contrast and saturation, or one for each of them, and perhaps "
                    + "a fourth for the hue, up to 0.5; 0 for none (default: 0).")
    private double[] colorJitter;

    @Option(
            names = "--cutout",
            paramLabel = "PIXELS",
            converter = CountOrZeroConverter.class,
            description = "Side of an erased square; 0 for none (default: 0).")
    private Integer cutout;

    @Mixin
    private ErasingArguments erasing;

    @Mixin
    private MixingArguments mixing;

    AugmentationRecipe augmentation(AugmentationRecipe base) {
        return new AugmentationRecipe(
                cropping(base.cropping()),
                GivenOptions.or(horizontalFlip, base.horizontalFlip()),
                GivenOptions.or(verticalFlip, base.verticalFlip()),
                automatic.policy(base),
                operations(automatic.operations(base, strength())),
                erasing.erasing(base.erasing()),
                mixing.mixing(base.mixing()));
    }

    private Cropping cropping(Cropping base) {
        boolean resized = scale != null || ratio != null || interpolation != null;
        if (padding != null && resized) {
            throw new MetaFormerException("--padding crops without resizing, so that --scale, --ratio and"
                    + " --train-interpolation mean nothing; leave either out");
        }
        if (padding != null) {
            return new PaddedCrop(padding, PaddedCrop.Border.REFLECT);
        } else if (!resized) {
            return base;
        }
        RandomResizedCrop crop = base.accept(new Resized());
        if (scale != null) {
            crop = crop.withScale(scale[0], scale[1]);
        }
        if (ratio != null) {
            crop = new RandomResizedCrop(crop.minScale(), crop.maxScale(), ratio[0], ratio[1], crop.interpolations());
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
        if (!changed.hasJitter && colorJitter != null) {
            jitter().ifPresent(given -> operations.add(0, given));
        }
        if (!changed.hasCutout && cutout != null && cutout > 0) {
            operations.add(new Cutout(cutout, MEAN_GRAY, MEAN_GRAY, MEAN_GRAY));
        }
        return operations;
    }

    /** The largest of the strengths that were given; null if none was. */
    private Double strength() {
        return colorJitter == null ? null : Arrays.stream(colorJitter).max().orElse(0);
    }

    /** The jitter of the strengths that were given; empty if all of them are 0. */
    private Optional<ColorJitter> jitter() {
        double[] given = colorJitter;
        ColorJitter jitter =
                switch (given.length) {
                    case 1 -> ColorJitter.of(given[0]);
                    case 3 -> new ColorJitter(given[0], given[1], given[2]);
                    case 4 -> new ColorJitter(given[0], given[1], given[2], given[3]);
                    default ->
                        throw new MetaFormerException("--color-jitter takes one strength, or those of brightness,"
                                + " contrast and saturation, and perhaps of the hue; give 1, 3 or 4 numbers, not "
                                + given.length);
                };
        return strength() > 0 ? Optional.of(jitter) : Optional.empty();
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
            return jitter().map(PictureOperation.class::cast);
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
}

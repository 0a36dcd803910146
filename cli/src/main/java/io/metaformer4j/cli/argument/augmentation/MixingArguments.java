package io.metaformer4j.cli.argument.augmentation;

import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.cli.argument.converter.ProbabilityConverter;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Pictures that are mixed with each other. What is not given stays as it is, or is timm's default. */
public final class MixingArguments {

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

    @Option(
            names = "--cutmix-minmax",
            arity = "2",
            paramLabel = "SHARE",
            converter = ProbabilityConverter.class,
            description = "Cutmix with boxes whose sides are drawn between these shares of the picture's, in place of "
                    + "--cutmix.")
    private double[] sides;

    @Option(
            names = "--mixup-prob",
            paramLabel = "P",
            converter = ProbabilityConverter.class,
            description = "Probability of mixing where mixup or cutmix is on (default: 1).")
    private Double probability;

    @Option(
            names = "--mixup-switch-prob",
            paramLabel = "P",
            converter = ProbabilityConverter.class,
            description = "Probability of cutmix where mixup is on, too (default: 0.5).")
    private Double switchProbability;

    @Option(
            names = "--mixup-mode",
            paramLabel = "MODE",
            converter = SharingConverter.class,
            description = "What is mixed alike: batch, pair or elem, each picture by itself (default: batch).")
    private Mixup.Mode mode;

    @Option(
            names = "--mixup-off-epoch",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "Mix in the first N epochs only; 0 for all (default: 0).")
    private Integer offEpoch;

    /** Reads what shares one decision. */
    private static final class SharingConverter implements ITypeConverter<Mixup.Mode> {
        @Override
        public Mixup.Mode convert(String text) {
            return switch (text) {
                case "batch" -> Mixup.Mode.BATCH;
                case "pair" -> Mixup.Mode.PAIR;
                case "elem" -> Mixup.Mode.ELEM;
                default -> throw new TypeConversionException("'" + text + "' is no mode here; use batch, pair or elem");
            };
        }
    }

    /**
     * The mixing with what was given.
     *
     * @param base that of the recipe
     * @return the mixing that is asked for
     * @throws MetaFormerException if the options mean nothing together
     */
    public Optional<Mixup> mixing(Optional<Mixup> base) {
        boolean detailed = probability != null || switchProbability != null || mode != null || offEpoch != null;
        if (mixup == null && cutmix == null && sides == null && !detailed) {
            return base;
        }
        double mixupAlpha = mixup == null ? base.map(Mixup::mixupAlpha).orElse(0.0) : mixup;
        double cutmixAlpha = cutmixAlpha(base);
        if (mixupAlpha > 0 || cutmixAlpha > 0) {
            requireBoth(mixupAlpha, cutmixAlpha);
            return Optional.of(changed(base.orElseGet(Mixup::standard), mixupAlpha, cutmixAlpha));
        }
        if (detailed) {
            throw new MetaFormerException("--mixup-prob, --mixup-switch-prob, --mixup-mode and --mixup-off-epoch mean"
                    + " nothing where nothing is mixed; add --mixup or --cutmix, or leave them out");
        }
        return Optional.empty();
    }

    /** Boxes with sides of their own need no alpha, for which timm takes 1. */
    private double cutmixAlpha(Optional<Mixup> base) {
        if (sides == null) {
            return cutmix == null ? base.map(Mixup::cutmixAlpha).orElse(0.0) : cutmix;
        }
        if (cutmix != null && cutmix != 1) {
            throw new MetaFormerException("--cutmix-minmax draws the sides of cutmix's boxes, so that a --cutmix other"
                    + " than 1 means nothing; leave either out");
        }
        return 1;
    }

    private void requireBoth(double mixupAlpha, double cutmixAlpha) {
        if (switchProbability != null && (mixupAlpha == 0 || cutmixAlpha == 0)) {
            throw new MetaFormerException("--mixup-switch-prob chooses between mixup and cutmix, of which only one is"
                    + " on; add the other, or leave it out");
        }
    }

    private Mixup changed(Mixup own, double mixupAlpha, double cutmixAlpha) {
        Optional<Mixup.BoxSides> kept = cutmixAlpha > 0 && cutmix == null ? own.cutmixSides() : Optional.empty();
        return new Mixup(
                mixupAlpha,
                cutmixAlpha,
                probability == null ? own.probability() : probability,
                switchProbability == null ? own.switchProbability() : switchProbability,
                mode == null ? own.mode() : mode,
                sides == null ? kept : Optional.of(new Mixup.BoxSides(sides[0], sides[1])),
                offEpoch == null ? own.offEpoch() : offEpoch);
    }
}

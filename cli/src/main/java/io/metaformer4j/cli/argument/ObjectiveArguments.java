package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.BelowOneConverter;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.training.objective.BinaryCrossEntropy;
import io.metaformer4j.training.objective.CustomObjective;
import io.metaformer4j.training.objective.JsdCrossEntropy;
import io.metaformer4j.training.objective.ObjectiveSpec;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.OptionalDouble;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a network is trained for. What is not given stays as it is. */
final class ObjectiveArguments {

    @Option(
            names = "--loss",
            converter = LossConverter.class,
            paramLabel = "LOSS",
            description = "cross-entropy, one class for each picture, or bce, a yes or no for each class "
                    + "(default: cross-entropy).")
    private Loss loss;

    @Option(names = "--bce-loss", description = "The same as --loss bce.")
    private boolean binary;

    @Option(
            names = "--smoothing",
            paramLabel = "SHARE",
            converter = BelowOneConverter.class,
            description = "Label smoothing, 0 for none (default: 0.1).")
    private Double smoothing;

    @Option(
            names = "--bce-target-thresh",
            paramLabel = "SHARE",
            converter = BelowOneConverter.class,
            description = "Targets of bce above it count as 1, others as 0 (default: targets as they are).")
    private Double threshold;

    @Option(
            names = "--bce-sum",
            description = "Add up the losses of a picture's classes for bce instead of taking their mean.")
    private boolean sum;

    @Option(
            names = "--jsd-loss",
            description = "Train for one class and for the same answer to all views of a picture (AugMix); needs "
                    + "--aug-splits.")
    private boolean divergence;

    @Option(
            names = "--aug-splits",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Views of each picture for --jsd-loss, at least 2; the first is cropped and flipped only.")
    private Integer views;

    /** The losses that can be named. */
    private enum Loss {
        CROSS_ENTROPY,
        BCE
    }

    /** Reads the name of a loss. */
    private static final class LossConverter implements ITypeConverter<Loss> {
        @Override
        public Loss convert(String text) {
            return switch (text) {
                case "cross-entropy" -> Loss.CROSS_ENTROPY;
                case "bce" -> Loss.BCE;
                default ->
                    throw new TypeConversionException("'" + text + "' is no loss here; use cross-entropy or bce");
            };
        }
    }

    /** The objective with what was given. */
    ObjectiveSpec objective(ObjectiveSpec base) {
        requireOneLoss();
        ObjectiveSpec chosen = base;
        if (divergence) {
            chosen = divergence(base);
        } else if (binary || loss != null) {
            chosen = chosen(base, binary || loss == Loss.BCE);
        }
        ObjectiveSpec smoothed = smoothing == null ? chosen : chosen.withLabelSmoothing(smoothing);
        return smoothed.accept(new Details());
    }

    private void requireOneLoss() {
        if (divergence && (loss != null || binary)) {
            throw new MetaFormerException("--jsd-loss is a loss of its own, so that --loss and --bce-loss mean nothing;"
                    + " leave either out");
        }
        if (binary && loss == Loss.CROSS_ENTROPY) {
            throw new MetaFormerException("--bce-loss and --loss cross-entropy are two losses; leave one out");
        }
    }

    private ObjectiveSpec divergence(ObjectiveSpec base) {
        if (base.views() > 1) {
            return base;
        } else if (views == null) {
            throw new MetaFormerException(
                    "--jsd-loss compares the answers to several views of a picture; add --aug-splits,"
                            + " for instance --aug-splits 3");
        }
        return JsdCrossEntropy.of(base.labelSmoothing(), views);
    }

    private static ObjectiveSpec chosen(ObjectiveSpec base, boolean bce) {
        return base.accept(new ObjectiveSpec.Visitor<>() {
            @Override
            public ObjectiveSpec crossEntropy(SoftCrossEntropy own) {
                return bce ? new BinaryCrossEntropy(own.labelSmoothing()) : own;
            }

            @Override
            public ObjectiveSpec binaryCrossEntropy(BinaryCrossEntropy own) {
                return bce ? own : new SoftCrossEntropy(own.labelSmoothing());
            }

            @Override
            public ObjectiveSpec jsd(JsdCrossEntropy own) {
                return bce ? new BinaryCrossEntropy(own.labelSmoothing()) : new SoftCrossEntropy(own.labelSmoothing());
            }

            @Override
            public ObjectiveSpec own(CustomObjective own) {
                return bce ? new BinaryCrossEntropy(own.labelSmoothing()) : new SoftCrossEntropy(own.labelSmoothing());
            }
        });
    }

    /** Applies what belongs to one loss alone. */
    private final class Details implements ObjectiveSpec.Visitor<ObjectiveSpec> {
        @Override
        public ObjectiveSpec crossEntropy(SoftCrossEntropy own) {
            requireNoneOfBce("cross-entropy");
            requireNoViews();
            return own;
        }

        @Override
        public ObjectiveSpec jsd(JsdCrossEntropy own) {
            requireNoneOfBce("jsd");
            return views == null ? own : new JsdCrossEntropy(own.labelSmoothing(), views, own.weight());
        }

        /** Refused where the task is made, unless {@code --loss} has replaced it. */
        @Override
        public ObjectiveSpec own(CustomObjective own) {
            requireNoneOfBce(own.name());
            requireNoViews();
            return own;
        }

        private void requireNoneOfBce(String name) {
            if (threshold != null || sum) {
                throw new MetaFormerException("--bce-target-thresh and --bce-sum mean nothing to the loss " + name
                        + "; add --loss bce, or leave them out");
            }
        }

        private void requireNoViews() {
            if (views != null) {
                throw new MetaFormerException(
                        "--aug-splits means nothing without --jsd-loss; add that, or leave it out");
            }
        }

        @Override
        public ObjectiveSpec binaryCrossEntropy(BinaryCrossEntropy own) {
            requireNoViews();
            return new BinaryCrossEntropy(
                    own.labelSmoothing(),
                    threshold == null ? own.targetThreshold() : OptionalDouble.of(threshold),
                    sum || own.sumClasses());
        }
    }
}

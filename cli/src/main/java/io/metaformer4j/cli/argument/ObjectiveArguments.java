package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.BelowOneConverter;
import io.metaformer4j.training.objective.BinaryCrossEntropy;
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
        ObjectiveSpec chosen = loss == null ? base : chosen(base);
        ObjectiveSpec smoothed = smoothing == null ? chosen : chosen.withLabelSmoothing(smoothing);
        return smoothed.accept(new Bce());
    }

    private ObjectiveSpec chosen(ObjectiveSpec base) {
        return base.accept(new ObjectiveSpec.Visitor<>() {
            @Override
            public ObjectiveSpec crossEntropy(SoftCrossEntropy own) {
                return loss == Loss.BCE ? new BinaryCrossEntropy(own.labelSmoothing()) : own;
            }

            @Override
            public ObjectiveSpec binaryCrossEntropy(BinaryCrossEntropy own) {
                return loss == Loss.BCE ? own : new SoftCrossEntropy(own.labelSmoothing());
            }
        });
    }

    /** Applies what belongs to bce alone. */
    private final class Bce implements ObjectiveSpec.Visitor<ObjectiveSpec> {
        @Override
        public ObjectiveSpec crossEntropy(SoftCrossEntropy own) {
            if (threshold != null || sum) {
                throw new MetaFormerException(
                        "--bce-target-thresh and --bce-sum mean nothing to the loss cross-entropy; add --loss bce, or "
                                + "leave them out");
            }
            return own;
        }

        @Override
        public ObjectiveSpec binaryCrossEntropy(BinaryCrossEntropy own) {
            return new BinaryCrossEntropy(
                    own.labelSmoothing(),
                    threshold == null ? own.targetThreshold() : OptionalDouble.of(threshold),
                    sum || own.sumClasses());
        }
    }
}

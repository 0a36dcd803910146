package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.zoo.MetaFormerException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What happens to gradients that are too large. What is not given stays as it is. */
public final class ClippingArguments {

    @Option(
            names = "--clip-grad",
            paramLabel = "LIMIT",
            converter = MagnitudeConverter.class,
            description =
                    "Limit of the gradient, which is one of its norm unless --clip-mode says otherwise; 0 for none "
                            + "(default: 1).")
    private Double limit;

    @Option(
            names = "--clip-mode",
            paramLabel = "MODE",
            converter = ModeConverter.class,
            description = "What --clip-grad limits: norm, the norm of all gradients; value, each value; agc, the "
                    + "gradient of each unit, as a share of the unit's length (default: norm).")
    private Mode mode;

    /** What can be limited. */
    private enum Mode {
        NORM,
        VALUE,
        AGC
    }

    /** Reads what is limited. */
    private static final class ModeConverter implements ITypeConverter<Mode> {
        @Override
        public Mode convert(String text) {
            return switch (text) {
                case "norm" -> Mode.NORM;
                case "value" -> Mode.VALUE;
                case "agc" -> Mode.AGC;
                default -> throw new TypeConversionException("'" + text + "' is no mode here; use norm, value or agc");
            };
        }
    }

    /**
     * The clipping with what was given.
     *
     * @param base that of the recipe
     * @return the clipping that is asked for
     * @throws MetaFormerException if the options mean nothing together
     */
    public Clipping clipping(Clipping base) {
        if (mode == null) {
            return limit == null ? base : limited(base);
        }
        if (limit == null || limit == 0) {
            throw new MetaFormerException("--clip-mode says what --clip-grad limits; add --clip-grad with a limit above"
                    + " 0, or leave it out");
        }
        return switch (mode) {
            case NORM -> new Clipping.JointNorm(limit, base.exponent());
            case VALUE -> new Clipping.Value(limit);
            case AGC -> new Clipping.Adaptive(limit);
        };
    }

    private Clipping limited(Clipping base) {
        return limit > 0 ? base.withLimit(limit) : new Clipping.None();
    }
}

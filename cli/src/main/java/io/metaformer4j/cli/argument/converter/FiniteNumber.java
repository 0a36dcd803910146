package io.metaformer4j.cli.argument.converter;

import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/**
 * A number on the command line that is neither infinite nor NaN.
 *
 * @param value the number
 */
record FiniteNumber(double value) {

    static FiniteNumber parse(String text) {
        double value;
        try {
            value = Double.parseDouble(text.strip().toLowerCase(Locale.ROOT));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a number");
        }
        if (!Double.isFinite(value)) {
            throw new TypeConversionException("'" + text + "' is not a finite number");
        }
        return new FiniteNumber(value);
    }
}

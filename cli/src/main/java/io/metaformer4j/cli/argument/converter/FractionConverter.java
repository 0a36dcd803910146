package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A share above 0 and up to 1. */
public final class FractionConverter implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        double value = FiniteNumber.parse(text).value();
        if (value <= 0 || value > 1) {
            throw new TypeConversionException("'" + text + "' is not above 0 and at most 1");
        }
        return value;
    }
}

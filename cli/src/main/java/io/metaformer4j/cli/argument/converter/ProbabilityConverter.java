package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A probability, 0 to 1. */
public final class ProbabilityConverter implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        double value = FiniteNumber.parse(text).value();
        if (value < 0 || value > 1) {
            throw new TypeConversionException("'" + text + "' is not from 0 to 1");
        }
        return value;
    }
}

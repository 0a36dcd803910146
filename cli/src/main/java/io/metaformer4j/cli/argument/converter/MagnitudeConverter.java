package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A finite number, 0 or more. */
public final class MagnitudeConverter implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        double value = FiniteNumber.parse(text).value();
        if (value < 0) {
            throw new TypeConversionException("'" + text + "' is below 0");
        }
        return value;
    }
}

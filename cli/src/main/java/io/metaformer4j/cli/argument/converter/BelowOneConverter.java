package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A probability or share below 1, perhaps 0. */
public final class BelowOneConverter implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        double value = FiniteNumber.parse(text).value();
        if (value < 0 || value >= 1) {
            throw new TypeConversionException("'" + text + "' is not at least 0 and below 1");
        }
        return value;
    }
}

package io.metaformer4j.cli.argument.converter;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.zoo.MetaFormerException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a precision, also for a config, which knows no other converters. */
public final class PrecisionConverter implements ITypeConverter<Precision> {

    @Override
    public Precision convert(String text) {
        try {
            return Precision.parse(text);
        } catch (MetaFormerException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}

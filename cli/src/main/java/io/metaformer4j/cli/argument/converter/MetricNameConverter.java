package io.metaformer4j.cli.argument.converter;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.zoo.MetaFormerException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a metric; whether the validation measures it turns out when there is one. */
public final class MetricNameConverter implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
        try {
            return Metric.nameOf(text);
        } catch (MetaFormerException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}

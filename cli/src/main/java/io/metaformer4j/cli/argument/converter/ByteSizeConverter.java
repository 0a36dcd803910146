package io.metaformer4j.cli.argument.converter;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes, at least one: {@code 500000000}, {@code 500MB}, {@code 2GiB}. */
public final class ByteSizeConverter implements ITypeConverter<Long> {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([kmg]i?)?b?");

    private static final Map<String, Long> UNITS =
            Map.of("k", 1_000L, "m", 1_000_000L, "g", 1_000_000_000L, "ki", 1L << 10, "mi", 1L << 20, "gi", 1L << 30);

    @Override
    public Long convert(String text) {
        Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new TypeConversionException("'" + text + "' is no number of bytes such as 500000000, 500MB or 2GiB");
        }
        long unit = size.group(2) == null ? 1 : UNITS.get(size.group(2));
        long number = Long.parseLong(size.group(1));
        if (number < 1 || number > Long.MAX_VALUE / unit) {
            throw new TypeConversionException("'" + text + "' is not from 1 to " + Long.MAX_VALUE + " bytes");
        }
        return number * unit;
    }
}

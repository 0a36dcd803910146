package io.metaformer4j.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line with the values that make sense, so that others are wrong usage and nothing is started. */
final class ValueRange {

    /** Sides of 8192 pixels make tensors of 0.8 GB; one buffer ends at 2 GiB. */
    private static final int LARGEST_SIDE = 8192;

    /** More threads than any machine has cores only cost memory. */
    private static final int MOST_THREADS = 1024;

    private ValueRange() {}

    /** A count of things, at least one. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 1, Integer.MAX_VALUE);
        }
    }

    /** A count of things, perhaps none. */
    static final class CountOrZero implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 0, Integer.MAX_VALUE);
        }
    }

    /** Threads, at least one. */
    static final class Threads implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 1, MOST_THREADS);
        }
    }

    /** Threads besides the main one, perhaps none. */
    static final class Workers implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 0, MOST_THREADS);
        }
    }

    /** Side of a picture in pixels. */
    static final class Side implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 1, LARGEST_SIDE);
        }
    }

    /** A share above 0 and up to 1. */
    static final class Share implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            double value = number(text);
            if (value <= 0 || value > 1) {
                throw new TypeConversionException("'" + text + "' is not above 0 and at most 1");
            }
            return value;
        }
    }

    /** A probability, 0 to 1. */
    static final class Probability implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            double value = number(text);
            if (value < 0 || value > 1) {
                throw new TypeConversionException("'" + text + "' is not from 0 to 1");
            }
            return value;
        }
    }

    /** A probability below 1. */
    static final class BelowOne implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            double value = number(text);
            if (value < 0 || value >= 1) {
                throw new TypeConversionException("'" + text + "' is not at least 0 and below 1");
            }
            return value;
        }
    }

    /** A finite number, 0 or more. */
    static final class Magnitude implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            double value = number(text);
            if (value < 0) {
                throw new TypeConversionException("'" + text + "' is below 0");
            }
            return value;
        }
    }

    private static int whole(String text, int least, int most) {
        String range = most == Integer.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number " + range);
        }
        throw new TypeConversionException("'" + text + "' is not " + range);
    }

    private static double number(String text) {
        double value;
        try {
            value = Double.parseDouble(text.strip().toLowerCase(Locale.ROOT));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a number");
        }
        if (!Double.isFinite(value)) {
            throw new TypeConversionException("'" + text + "' is not a finite number");
        }
        return value;
    }
}

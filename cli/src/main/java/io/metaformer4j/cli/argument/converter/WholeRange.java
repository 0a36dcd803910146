package io.metaformer4j.cli.argument.converter;

import picocli.CommandLine.TypeConversionException;

/**
 * Whole numbers that make sense, so that others are wrong usage and nothing is started.
 *
 * @param least the smallest
 * @param most the largest; {@link Integer#MAX_VALUE} for no limit
 */
record WholeRange(int least, int most) {

    /** More threads than any machine has cores only cost memory. */
    static final int MOST_THREADS = 1024;

    /** The number that is written, which must be one of these. */
    int read(String text) {
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
}

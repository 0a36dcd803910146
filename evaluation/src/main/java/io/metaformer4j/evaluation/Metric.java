package io.metaformer4j.evaluation;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One of the numbers that an {@link Evaluation} measures, such as the mean intersection over union of a segmentation.
 *
 * @param name what recipes, options and the columns of files call it, in lower-case letters, digits and underscores with a
 *     letter first
 * @param higherIsBetter whether more is better, as of an accuracy, or less, as of a loss
 * @param percent whether it is in percent; tables show percentages with two decimals less than other numbers
 */
public record Metric(String name, boolean higherIsBetter, boolean percent) {

    /** What files call the number of samples, which stands beside the metrics. */
    static final String SAMPLES = "samples";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    public Metric {
        if (!NAME.matcher(name).matches()) {
            throw new MetaFormerException("'" + PrintableText.of(name)
                    + "' is no name of a metric; use lower-case letters, digits and underscores with a letter first,"
                    + " such as top1");
        }
        if (name.equals(SAMPLES)) {
            throw new MetaFormerException("a metric cannot be called '" + SAMPLES
                    + "', as the number of samples beside it is; use another name");
        }
    }

    /**
     * A number that is no percentage.
     *
     * @param name what it is called
     * @param higherIsBetter whether more is better
     */
    public Metric(String name, boolean higherIsBetter) {
        this(name, higherIsBetter, false);
    }

    /**
     * A percentage, of which more is better.
     *
     * @param name what it is called
     * @return the metric
     */
    public static Metric percentage(String name) {
        return new Metric(name, true, true);
    }

    /**
     * The name of a metric that people wrote, in letters of either case.
     *
     * @param text the name
     * @return the name as {@link #name()} has it
     * @throws MetaFormerException if no metric can be called that
     */
    public static String nameOf(String text) {
        return new Metric(text.toLowerCase(Locale.ROOT), true).name();
    }

    /** The order of values in which the best is first, and what is no number last. */
    public Comparator<Double> bestFirst() {
        Comparator<Double> order = higherIsBetter ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return Comparator.comparing((Double value) -> value.isNaN()).thenComparing(order);
    }

    /** Refuses metrics of which two have the same name. */
    static void requireDistinct(Collection<Metric> metrics) {
        Set<String> names = new HashSet<>();
        for (Metric metric : metrics) {
            if (!names.add(metric.name())) {
                throw new MetaFormerException(
                        "two metrics are called '" + metric.name() + "'; give each a name of its own");
            }
        }
    }

    /** The name and the direction, for messages. */
    @Override
    public String toString() {
        return name + " (" + (higherIsBetter ? "higher" : "lower") + " is better" + (percent ? ", in percent)" : ")");
    }
}

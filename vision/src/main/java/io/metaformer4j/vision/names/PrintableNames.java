package io.metaformer4j.vision.names;

import io.metaformer4j.zoo.PrintableText;
import java.util.Collection;

/** Lists of names from a data set as messages show them: each on one line, and only as many as one can read. */
public final class PrintableNames {

    private static final int MOST = 8;
    private static final int LONGEST = 40;

    private PrintableNames() {}

    /** A name in quotes. */
    public static String quoted(String name) {
        return "'" + PrintableText.of(name, 2 * LONGEST) + "'";
    }

    /** Some names in quotes. */
    public static String quoted(Collection<String> names) {
        return PrintableText.listed(names, MOST, PrintableNames::quoted);
    }

    /** Some names as they are. */
    public static String plain(Collection<String> names) {
        return PrintableText.listed(names, MOST, name -> PrintableText.of(name, LONGEST));
    }
}

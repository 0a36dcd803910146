package io.metaformer4j.vision.names;

import io.metaformer4j.zoo.PrintableText;
import java.util.Collection;
import java.util.stream.Collectors;

/** Lists of names from a data set as messages show them: each on one line, and only as many as one can read. */
final class Names {

    private static final int MOST = 8;
    private static final int LONGEST = 40;

    private Names() {}

    /** A name in quotes. */
    static String quoted(String name) {
        return "'" + PrintableText.of(name, 2 * LONGEST) + "'";
    }

    /** Some names in quotes. */
    static String quoted(Collection<String> names) {
        return names.stream().limit(MOST).map(Names::quoted).collect(Collectors.joining(", ")) + rest(names);
    }

    /** Some names as they are. */
    static String plain(Collection<String> names) {
        return names.stream()
                        .limit(MOST)
                        .map(name -> PrintableText.of(name, LONGEST))
                        .collect(Collectors.joining(", "))
                + rest(names);
    }

    private static String rest(Collection<String> names) {
        return names.size() > MOST ? " and " + (names.size() - MOST) + " more" : "";
    }
}

package io.metaformer4j.vision.labels;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Classes by names that are spelled differently: case, underscores and hyphens for blanks, accents composed or not (which
 * depends on the system that a folder was made on), numbers with leading zeros. What may mean several classes means none.
 */
final class NameIndex {

    private static final Pattern GAPS = Pattern.compile("[\\s_\\-]+");
    private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=\\d+$)");
    private static final int SEVERAL = -1;

    private final Map<String, Integer> strong = new HashMap<>();
    private final Map<String, Integer> weak = new HashMap<>();

    private static String key(String name) {
        String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
        String folded = GAPS.matcher(composed).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
        return LEADING_ZEROS.matcher(folded).replaceFirst("");
    }

    /** Adds a name of a class. */
    void add(String name, int index) {
        add(strong, name, index);
    }

    /** Adds a name that counts only where it is no class's name of its own. */
    void addWeak(String name, int index) {
        add(weak, name, index);
    }

    private static void add(Map<String, Integer> names, String name, int index) {
        names.merge(key(name), index, (a, b) -> a.equals(b) ? a : SEVERAL);
    }

    OptionalInt indexOf(String name) {
        String key = key(name);
        int index = strong.getOrDefault(key, weak.getOrDefault(key, SEVERAL));
        return index == SEVERAL ? OptionalInt.empty() : OptionalInt.of(index);
    }
}

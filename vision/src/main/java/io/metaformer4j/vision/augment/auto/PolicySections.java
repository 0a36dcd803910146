package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sections behind the kind of a policy: letters with a number each, in any order, and names of sets behind a t. */
final class PolicySections {

    /** The key of the section whose value is a name. */
    static final String SET = "t";

    private static final String DASH = "-";
    private static final Pattern SECTION = Pattern.compile("(\\D*)(.*)", Pattern.DOTALL);
    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d*)?");

    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();

    private PolicySections(String text) {
        this.text = text;
    }

    /** What stands before the first dash. */
    static String kind(String text) {
        return text.split(DASH, 2)[0];
    }

    /** An error about a text that begins with no policy. */
    static MetaFormerException unknownKind(String text) {
        return new MetaFormerException("automatic augmentation '" + PrintableText.of(text) + "' begins with '"
                + PrintableText.of(kind(text)) + "', which is no policy; begin with " + RandAugment.KIND + ", "
                + AugMix.KIND + ", " + String.join(", ", AutoAugmentPolicies.NAMES) + ", or leave it out for none");
    }

    /**
     * Takes a text apart.
     *
     * @param text the whole policy
     * @param kind what it has to begin with
     * @param keys what sections may begin with
     * @throws MetaFormerException if a section is empty, unknown, without a number, or there twice
     */
    static PolicySections of(String text, String kind, List<String> keys) {
        PolicySections sections = new PolicySections(text);
        String[] parts = text.split(DASH, -1);
        if (!parts[0].equals(kind)) {
            throw sections.error(parts[0], "is not '" + kind + "'", "begin with that");
        }
        for (int i = 1; i < parts.length; i++) {
            sections.add(parts[i], keys);
        }
        return sections;
    }

    private void add(String section, List<String> keys) {
        boolean names = keys.contains(SET) && section.startsWith(SET);
        Matcher parts = SECTION.matcher(section);
        if (section.isEmpty() || !parts.matches()) {
            throw error(section, "is empty", "write one dash between sections, and none at the end");
        }
        String key = names ? SET : parts.group(1);
        String value = names ? section.substring(SET.length()) : parts.group(2);
        if (!keys.contains(key)) {
            throw error(section, "is unknown", "sections of " + kind(text) + " begin with " + String.join(", ", keys));
        }
        if (value.isEmpty()) {
            throw error(section, "has no value", "write it behind the letters, as in m9");
        }
        if (values.putIfAbsent(key, value) != null) {
            throw error(section, "gives " + key + " again", "leave one out");
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** A whole number, or what stands for one that is not given. */
    int whole(String key, int least, int most, int missing) {
        String value = values.get(key);
        if (value == null) {
            return missing;
        }
        int number = WHOLE.matcher(value).matches() ? Integer.parseInt(value) : -1;
        if (number < least || number > most) {
            throw error(
                    section(key),
                    "is no whole number from " + least + " to " + most,
                    "write for instance " + key + Math.min(most, 2));
        }
        return number;
    }

    /** A number of 0 or more, or what stands for one that is not given. */
    double number(String key, double missing) {
        return number(key, Double.MAX_VALUE, missing);
    }

    /** A number from 0 to a largest one, or what stands for one that is not given. */
    double number(String key, double most, double missing) {
        String value = values.get(key);
        if (value == null) {
            return missing;
        }
        double number = NUMBER.matcher(value).matches() ? Double.parseDouble(value) : -1;
        if (!(number >= 0 && number <= most)) {
            String range = most == Double.MAX_VALUE ? "of 0 or more" : "from 0 to " + most;
            throw error(section(key), "is no number " + range, "write for instance " + key + "0.5");
        }
        return number;
    }

    /** A section that is there, as it was written. */
    String section(String key) {
        return key + values.get(key);
    }

    /** The name of a set, or what stands for one that is not given. */
    String set(String missing) {
        return values.getOrDefault(SET, missing);
    }

    /** An error about a section; text from outside is made fit to be printed. */
    MetaFormerException error(String section, String what, String remedy) {
        return new MetaFormerException("automatic augmentation '" + PrintableText.of(text) + "': section '"
                + PrintableText.of(section) + "' " + what + "; " + remedy);
    }
}

package io.metaformer4j.vision.names;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shell braces in the names of shards: {@code train-{0000..0146}.tar}, {@code {train-{000..146},val-{000..006}}.tar}.
 * Numbers keep their leading zeros; later braces vary fastest; braces that hold neither a range nor a comma stand for
 * themselves.
 */
public final class BraceExpansion {

    /** More names than any data set has shards; keeps a typing error from filling the memory. */
    private static final int LIMIT = 100_000;

    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

    private BraceExpansion() {}

    /** Whether a text has braces to expand. */
    public static boolean isPattern(String text) {
        return firstChoice(text) >= 0;
    }

    /** Where the first braces open that stand for several texts; -1 if there are none. */
    private static int firstChoice(String text) {
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            int close = closing(text, open);
            if (close >= 0 && isChoice(text.substring(open + 1, close))) {
                return open;
            }
        }
        return -1;
    }

    /** Where the brace is closed that is open at a place; -1 if it is not. */
    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isChoice(String inside) {
        return RANGE.matcher(inside).matches() || parts(inside).size() > 1;
    }

    /** The parts between the commas that lie in no braces of their own. */
    private static List<String> parts(String inside) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(inside.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(inside.substring(start));
        return parts;
    }

    /**
     * All names that a pattern stands for, in order.
     *
     * @throws io.metaformer4j.zoo.MetaFormerException if the braces are malformed or stand for too many names
     */
    public static List<String> expand(String pattern) {
        return expand(pattern, pattern);
    }

    private static List<String> expand(String text, String pattern) {
        int open = firstChoice(text);
        if (open < 0) {
            return List.of(text);
        }
        int close = closing(text, open);
        String head = text.substring(0, open);
        List<String> tails = expand(text.substring(close + 1), pattern);
        List<String> names = new ArrayList<>();
        for (String choice : choices(text.substring(open + 1, close), pattern)) {
            for (String middle : expand(choice, pattern)) {
                if ((long) names.size() + tails.size() > LIMIT) {
                    throw new MetaFormerException("pattern '" + pattern + "' stands for more than " + LIMIT
                            + " files; check the numbers in its braces");
                }
                tails.forEach(tail -> names.add(head + middle + tail));
            }
        }
        return names;
    }

    private static List<String> choices(String inside, String pattern) {
        Matcher range = RANGE.matcher(inside);
        if (!range.matches()) {
            return parts(inside);
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (last < first || last - first >= LIMIT) {
            throw new MetaFormerException("range {" + inside + "} of pattern '" + pattern
                    + "' must ascend and hold at most " + LIMIT + " numbers");
        }
        boolean padded = range.group(1).startsWith("0") && range.group(1).length() > 1;
        int width = padded ? range.group(1).length() : 0;
        List<String> numbers = new ArrayList<>();
        for (long number = first; number <= last; number++) {
            String digits = Long.toString(number);
            numbers.add("0".repeat(Math.max(0, width - digits.length())) + digits);
        }
        return numbers;
    }
}

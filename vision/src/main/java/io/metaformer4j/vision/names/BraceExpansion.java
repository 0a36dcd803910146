package io.metaformer4j.vision.names;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shell braces in the names of shards: {@code train-{0000..0146}.tar}, {@code {train,extra}-{0..3}.tar}. Numbers keep
 * their leading zeros; later braces vary fastest; braces do not nest.
 */
public final class BraceExpansion {

    /** More names than any data set has shards; keeps a typing error from filling the memory. */
    private static final int LIMIT = 100_000;

    private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

    private BraceExpansion() {}

    /** Whether a text has braces to expand. */
    public static boolean isPattern(String text) {
        Matcher matcher = BRACES.matcher(text);
        while (matcher.find()) {
            if (isChoice(matcher.group(1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isChoice(String inside) {
        return inside.indexOf(',') >= 0 || RANGE.matcher(inside).matches();
    }

    /**
     * All names that a pattern stands for, in order.
     *
     * @throws io.metaformer4j.zoo.MetaFormerException if the braces are malformed or stand for too many names
     */
    public static List<String> expand(String pattern) {
        List<String> heads = List.of("");
        Matcher matcher = BRACES.matcher(pattern);
        int done = 0;
        while (matcher.find()) {
            String literal = pattern.substring(done, matcher.start());
            List<String> choices =
                    isChoice(matcher.group(1)) ? choices(matcher.group(1), pattern) : List.of(matcher.group());
            if ((long) heads.size() * choices.size() > LIMIT) {
                throw new MetaFormerException("pattern '" + pattern + "' stands for more than " + LIMIT
                        + " files; check the numbers in its braces");
            }
            List<String> longer = new ArrayList<>(heads.size() * choices.size());
            for (String head : heads) {
                for (String choice : choices) {
                    longer.add(head + literal + choice);
                }
            }
            heads = longer;
            done = matcher.end();
        }
        String tail = pattern.substring(done);
        return heads.stream().map(head -> head + tail).toList();
    }

    private static List<String> choices(String inside, String pattern) {
        Matcher range = RANGE.matcher(inside);
        if (!range.matches()) {
            return List.of(inside.split(",", -1));
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

package io.metaformer4j.zoo;

import java.util.Comparator;

/**
 * Order of names in which numbers count as numbers and case does not ({@code class2 < Class10}), equal to timm's
 * {@code natural_key}; names that differ only in case or leading zeros follow in code unit order.
 */
public final class NaturalOrder implements Comparator<String> {

    /** The order; it has no state. */
    public static final NaturalOrder INSTANCE = new NaturalOrder();

    private NaturalOrder() {}

    @Override
    public int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int left = a.codePointAt(i);
            int right = b.codePointAt(j);
            boolean leftDigit = Character.isDigit(left);
            if (leftDigit != Character.isDigit(right)) {
                return leftDigit ? -1 : 1; // the text before the number is the shorter one
            }
            if (leftDigit) {
                int leftEnd = endOfNumber(a, i);
                int rightEnd = endOfNumber(b, j);
                int order = compareNumbers(a, i, leftEnd, b, j, rightEnd);
                if (order != 0) {
                    return order;
                }
                i = leftEnd;
                j = rightEnd;
            } else {
                int order = Integer.compare(Character.toLowerCase(left), Character.toLowerCase(right));
                if (order != 0) {
                    return order;
                }
                i += Character.charCount(left);
                j += Character.charCount(right);
            }
        }
        int order = Integer.compare(a.length() - i, b.length() - j);
        return order != 0 ? order : a.compareTo(b);
    }

    private static int endOfNumber(String text, int from) {
        int i = from;
        while (i < text.length() && Character.isDigit(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    /** Compares two runs of digits of any length by value. */
    private static int compareNumbers(String a, int from, int to, String b, int start, int end) {
        int i = skipZeros(a, from, to);
        int j = skipZeros(b, start, end);
        int digits = Integer.compare(a.codePointCount(i, to), b.codePointCount(j, end));
        if (digits != 0) {
            return digits;
        }
        while (i < to) {
            int left = a.codePointAt(i);
            int right = b.codePointAt(j);
            int order = Integer.compare(Character.digit(left, 10), Character.digit(right, 10));
            if (order != 0) {
                return order;
            }
            i += Character.charCount(left);
            j += Character.charCount(right);
        }
        return 0;
    }

    private static int skipZeros(String text, int from, int to) {
        int i = from;
        while (i < to && Character.digit(text.codePointAt(i), 10) == 0) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }
}

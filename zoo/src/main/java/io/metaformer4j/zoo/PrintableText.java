package io.metaformer4j.zoo;

import java.util.Collection;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Text from outside (a name in a checkpoint, a class, a path), made fit for a message, a log line or a table.
 *
 * <p>A terminal obeys control characters, and marks that turn the direction of writing make a text look like another. Both are
 * shown as escapes here, so that the text stays on its line and is what it looks like; text that is too long loses its middle.
 * Letters, signs and emoji of all scripts stay as they are, and so do backslashes, which paths may have.
 */
public final class PrintableText {

    /** Longest text in a message, unless something else is asked for. */
    public static final int MAX_LENGTH = 200;

    private static final String ELLIPSIS = "\u2026";

    /** Joiners are format characters, too, but Persian, the Indic scripts and emoji cannot be spelled without them. */
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;

    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private PrintableText() {}

    /**
     * Escapes a text and cuts it to {@value #MAX_LENGTH} characters.
     *
     * @param raw any text, also one with unpaired surrogates
     * @return the text on one line, with escapes such as {@code \n} and <code>\</code>{@code u001b}, and an ellipsis where
     *     it was cut
     */
    public static String of(String raw) {
        return of(raw, MAX_LENGTH);
    }

    /**
     * Escapes a text and cuts it.
     *
     * @param raw any text, also one with unpaired surrogates
     * @param maxLength most characters of the result, at least 1; the beginning and the end of a longer text are kept
     * @return the text on one line
     */
    public static String of(String raw, int maxLength) {
        if (raw.length() <= maxLength) {
            StringBuilder whole = new StringBuilder(raw.length());
            raw.codePoints().forEach(code -> whole.append(escaped(code)));
            if (whole.length() <= maxLength) {
                return whole.toString();
            }
        }
        int back = (maxLength - 1) / 3;
        return front(raw, maxLength - 1 - back) + ELLIPSIS + back(raw, back);
    }

    /**
     * Some names for a sentence, each escaped and cut as {@link #of(String)} does.
     *
     * @param names the names, in order
     * @param most how many of them are shown
     * @return for instance {@code a, b and 7 more}
     */
    public static String listed(Collection<String> names, int most) {
        return listed(names, most, PrintableText::of);
    }

    /**
     * Some names for a sentence.
     *
     * @param names the names, in order
     * @param most how many of them are shown
     * @param form how one name is shown; what it returns has to be printable
     * @return for instance {@code 'a', 'b' and 7 more}
     */
    public static String listed(Collection<String> names, int most, UnaryOperator<String> form) {
        String shown = names.stream().limit(most).map(form).collect(Collectors.joining(", "));
        return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
    }

    private static String front(String raw, int length) {
        StringBuilder text = new StringBuilder(length);
        int at = 0;
        while (at < raw.length()) {
            int code = raw.codePointAt(at);
            String next = escaped(code);
            if (text.length() + next.length() > length) {
                break;
            }
            text.append(next);
            at += Character.charCount(code);
        }
        return text.toString();
    }

    private static String back(String raw, int length) {
        StringBuilder text = new StringBuilder(length);
        int at = raw.length();
        while (at > 0) {
            int code = raw.codePointBefore(at);
            String next = escaped(code);
            if (text.length() + next.length() > length) {
                break;
            }
            text.insert(0, next);
            at -= Character.charCount(code);
        }
        return text.toString();
    }

    private static String escaped(int code) {
        return switch (code) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER -> Character.toString(code);
            default ->
                switch (Character.getType(code)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SURROGATE -> String.format(code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
                    default -> Character.toString(code);
                };
        };
    }
}

package io.metaformer4j.evaluation.page;

import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text as a part of a page. */
public final class Html {

    private static final char REPLACEMENT = '\ufffd';

    private Html() {}

    /**
     * Escapes text for use between tags and inside quoted attributes; control characters are shown, long text is cut.
     *
     * @param text any text
     * @return the text on one line, also fit for XML
     */
    public static String escape(String text) {
        return withoutMarkup(PrintableText.of(text));
    }

    /**
     * Escapes text of many lines for an element that keeps them.
     *
     * @param text any text
     * @return all of its lines, also fit for XML
     */
    public static String lines(String text) {
        return text.lines()
                .map(line -> withoutMarkup(PrintableText.of(line, Integer.MAX_VALUE)))
                .collect(Collectors.joining("\n"));
    }

    /** Two values are no characters, and XML does not allow them even as escapes. */
    private static String withoutMarkup(String text) {
        return text.replace('\ufffe', REPLACEMENT)
                .replace('\uffff', REPLACEMENT)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /**
     * Fills in a pattern, with numbers as in English.
     *
     * @param pattern what {@link String#format} takes
     * @param arguments the values; texts must be escaped already
     * @return the text
     */
    public static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }

    /**
     * A text file of the program.
     *
     * @param owner a class in whose package it lies, of this module or an open one
     * @param name its name
     * @return its text
     */
    public static String resource(Class<?> owner, String name) {
        try (InputStream stream = owner.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("resource " + name + " is missing from the distribution");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

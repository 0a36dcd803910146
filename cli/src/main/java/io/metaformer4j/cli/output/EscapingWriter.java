package io.metaformer4j.cli.output;

import io.metaformer4j.zoo.PrintableText;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Where commands print. What they print holds names out of files, which could hold anything, so that nothing passes here that a
 * terminal would obey.
 *
 * <p>{@code println} takes one line: a line break within it is part of a name and is escaped, and a line that is too long loses
 * its middle. {@code print} and {@code write} take text of several lines, such as tables or JSON: line breaks stay, all other
 * control characters are escaped.
 */
public final class EscapingWriter extends PrintWriter {

    /** Room for a path of the greatest length that systems allow, and a sentence about it. */
    static final int MAX_LINE = 5000;

    /**
     * Creates a writer; it flushes after every line.
     *
     * @param target receives the escaped text
     */
    public EscapingWriter(Writer target) {
        super(target, true);
    }

    @Override
    public void println(String line) {
        synchronized (lock) {
            print(line(String.valueOf(line)));
            println();
        }
    }

    @Override
    public void println(Object line) {
        println(String.valueOf(line));
    }

    @Override
    public void println(char[] line) {
        println(String.valueOf(line));
    }

    @Override
    public void write(String text, int offset, int length) {
        String escaped = block(text.substring(offset, offset + length));
        super.write(escaped, 0, escaped.length());
    }

    @Override
    public void write(char[] text, int offset, int length) {
        write(String.valueOf(text, offset, length), 0, length);
    }

    @Override
    public void write(int character) {
        if (Character.isSurrogate((char) character)) {
            super.write(character); // half of a pair, whose other half follows
        } else {
            write(Character.toString((char) character), 0, 1);
        }
    }

    /** A line; the tabs before it, as in a stack trace, are ours. */
    static String line(String text) {
        int tabs = 0;
        while (tabs < text.length() && text.charAt(tabs) == '\t') {
            tabs++;
        }
        return text.substring(0, tabs) + PrintableText.of(text.substring(tabs), MAX_LINE);
    }

    private static String block(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isLayout(text, i)) {
                escaped.append(PrintableText.of(text.substring(start, i), Integer.MAX_VALUE))
                        .append(text.charAt(i));
                start = i + 1;
            }
        }
        return escaped.append(PrintableText.of(text.substring(start), Integer.MAX_VALUE))
                .toString();
    }

    private static boolean isLayout(String text, int at) {
        return switch (text.charAt(at)) {
            case '\n', '\t' -> true;
            case '\r' -> at + 1 < text.length() && text.charAt(at + 1) == '\n';
            default -> false;
        };
    }
}

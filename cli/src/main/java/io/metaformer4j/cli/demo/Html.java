package io.metaformer4j.cli.demo;

import io.metaformer4j.zoo.PrintableText;
import java.util.Base64;

/** Text and pictures as parts of a page. */
final class Html {

    private Html() {}

    /** Escapes text for use between tags and inside quoted attributes; control characters are shown, long text is cut. */
    static String escape(String text) {
        return PrintableText.of(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A PNG file as a data URI. */
    static String png(byte[] file) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file);
    }
}

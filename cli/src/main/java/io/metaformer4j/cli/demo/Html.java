package io.metaformer4j.cli.demo;

import java.util.Base64;

/** Text and pictures as parts of a page. */
final class Html {

    private Html() {}

    /** Escapes text for use between tags and inside double-quoted attributes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A PNG file as a data URI. */
    static String png(byte[] file) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file);
    }
}

package io.metaformer4j.weights.hub;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Which version of a file a server sent, by which an interrupted download knows whether the rest belongs to it.
 *
 * @param validator a strong entity tag in its quotes, or else the date of the last change, as the server gave it
 * @param size bytes of the whole file; empty if the server did not say
 */
record Version(String validator, OptionalLong size) {

    private static final String VALIDATOR = "validator";
    private static final String SIZE = "size";
    private static final Pattern PLAIN = Pattern.compile("[ -~]{1,400}");

    /**
     * What a response says about its version. Weak tags promise the same meaning, not the same bytes, so they do not count.
     *
     * @param headers of a response that brings the file from its start
     * @param size bytes of the whole file; -1 if unknown
     */
    static Optional<Version> of(HttpHeaders headers, long size) {
        return strongTag(headers)
                .or(() -> headers.firstValue("last-modified"))
                .filter(text -> PLAIN.matcher(text).matches())
                .map(text -> new Version(text, size < 0 ? OptionalLong.empty() : OptionalLong.of(size)));
    }

    /**
     * Whether a response brings a part of the same version. A server that honours {@code If-Range} never sends part of another
     * one, but not all do. It must repeat an entity tag; it may leave out the date.
     *
     * @param headers of a response with a part of the file
     * @param total bytes of the whole file; -1 if unknown
     */
    boolean isOf(HttpHeaders headers, long total) {
        if (size.isPresent() && total >= 0 && size.getAsLong() != total) {
            return false;
        }
        return isTag()
                ? strongTag(headers).equals(Optional.of(validator))
                : headers.firstValue("last-modified").map(validator::equals).orElse(true);
    }

    private boolean isTag() {
        return validator.startsWith("\"");
    }

    private static Optional<String> strongTag(HttpHeaders headers) {
        return headers.firstValue("etag").filter(tag -> tag.startsWith("\""));
    }

    Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty(VALIDATOR, validator);
        size.ifPresent(bytes -> properties.setProperty(SIZE, Long.toString(bytes)));
        return properties;
    }

    /** The version that was noted; empty if the file has another form. */
    static Optional<Version> of(Properties properties) {
        String validator = properties.getProperty(VALIDATOR, "");
        String size = properties.getProperty(SIZE, "");
        if (!PLAIN.matcher(validator).matches() || !size.matches("\\d{0,18}")) {
            return Optional.empty();
        }
        return Optional.of(
                new Version(validator, size.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size))));
    }
}

package io.metaformer4j.weights.hub;

import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What is known about a file before it is complete.
 *
 * @param size bytes
 * @param sha256 checksum in lower-case hexadecimal digits
 */
record AnnouncedFile(OptionalLong size, Optional<String> sha256) {

    static final AnnouncedFile NOTHING = new AnnouncedFile(OptionalLong.empty(), Optional.empty());

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

    /**
     * What a response announces. The hub gives size and checksum of a large file as {@code X-Linked-Size} and
     * {@code X-Linked-Etag} along with the redirect to the storage.
     *
     * @param headers of a response
     * @param hub whether it comes from the hub itself, where the {@code ETag} of a file may be its checksum, too;
     *     elsewhere an entity tag that looks like one may be anything
     */
    static AnnouncedFile of(HttpHeaders headers, boolean hub) {
        Optional<String> linked = headers.firstValue("x-linked-etag");
        Optional<String> etag = hub ? linked.or(() -> headers.firstValue("etag")) : linked;
        return new AnnouncedFile(number(headers, "x-linked-size"), etag.flatMap(AnnouncedFile::sha256));
    }

    /** Fills in what is not known from another source. */
    AnnouncedFile or(AnnouncedFile other) {
        return new AnnouncedFile(size.isPresent() ? size : other.size, sha256.or(() -> other.sha256));
    }

    /** The checksum in an entity tag, if it is one. */
    static Optional<String> sha256(String etag) {
        String plain = etag.replaceAll("^W/", "").replace("\"", "");
        return SHA_256.matcher(plain).matches() ? Optional.of(plain.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** A number of bytes; nonsense and negative numbers are no number. */
    static OptionalLong number(HttpHeaders headers, String name) {
        try {
            OptionalLong number = headers.firstValueAsLong(name);
            return number.isPresent() && number.getAsLong() < 0 ? OptionalLong.empty() : number;
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}

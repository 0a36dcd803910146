package io.metaformer4j.weights.hub;

import io.metaformer4j.zoo.PrintableText;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that an answer brings, as its {@code Content-Range} or its length says.
 *
 * @param from where in the file it starts
 * @param total bytes of the whole file; -1 if the server did not say
 */
record ContentRange(long from, long total) {

    private static final Pattern HEADER = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    /** The server sends something else than the rest of the file that is there. */
    static final class RangeMismatchException extends Exception {
        private static final long serialVersionUID = 1L;

        RangeMismatchException(String message) {
            super(message);
        }
    }

    /**
     * Reads and checks the headers of an answer.
     *
     * @param answer of status 200 or 206
     * @param address where it was requested for
     * @param requested first byte that was requested for
     * @param version version of the bytes before it
     * @param expected size and checksum, as far as they are known
     * @param maxSize most bytes that a file may have
     * @throws RangeMismatchException if it is a part of something else; to be requested for again from the start
     * @throws DownloadException if it is no file of weights, or cannot be told whole from cut
     */
    static ContentRange of(
            RedirectingClient.Answer answer,
            URI address,
            long requested,
            Optional<Version> version,
            AnnouncedFile expected,
            long maxSize)
            throws RangeMismatchException {
        requireFile(answer, address);
        long from = answer.status() == 206 ? requested : 0;
        long total = answer.status() == 206 ? totalOfRange(answer, requested, version) : length(answer);
        if (total >= 0 && expected.size().isPresent() && expected.size().getAsLong() != total) {
            throw new DownloadException("'" + RedirectingClient.shown(address) + "' is sent with " + total
                    + " bytes where the hub announces " + expected.size().getAsLong() + "; try again later");
        }
        total = total >= 0 ? total : expected.size().orElse(-1);
        if (total > maxSize) {
            throw tooLarge(address, total + " bytes", maxSize);
        }
        requireEnd(answer, address, total, expected);
        return new ContentRange(from, total);
    }

    static DownloadException tooLarge(URI address, String size, long maxSize) {
        return new DownloadException("'" + RedirectingClient.shown(address) + "' has " + size + "; files of more than "
                + maxSize + " bytes are not downloaded, so fetch it by other means and give its path");
    }

    private static void requireFile(RedirectingClient.Answer answer, URI address) {
        String encoding = answer.header("content-encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new DownloadException("'" + RedirectingClient.shown(address) + "' is sent with encoding '"
                    + PrintableText.of(encoding, 50)
                    + "' although none was accepted; download it by other means and give the path");
        }
        String type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html")) {
            throw new DownloadException("'" + RedirectingClient.shown(address)
                    + "' is a web page, not the file; check the address (on the hub, it contains /resolve/)");
        }
    }

    /** Without a length, a body that ends too early looks like a whole one, unless it comes in chunks or has a checksum. */
    private static void requireEnd(RedirectingClient.Answer answer, URI address, long total, AnnouncedFile expected) {
        boolean chunked = answer.header("transfer-encoding")
                .filter(coding -> coding.toLowerCase(Locale.ROOT).contains("chunked"))
                .isPresent();
        if (total < 0 && !chunked && expected.sha256().isEmpty()) {
            throw new DownloadException(
                    "'" + RedirectingClient.shown(address) + "' is sent without its length, so that a download"
                            + " that breaks off could not be told from a whole one; download it by other means and give the path");
        }
    }

    private static long length(RedirectingClient.Answer answer) {
        return AnnouncedFile.number(answer.response().headers(), "content-length")
                .orElse(-1);
    }

    private static long totalOfRange(RedirectingClient.Answer answer, long requested, Optional<Version> version)
            throws RangeMismatchException {
        String header = answer.header("content-range").orElse("");
        Matcher range = HEADER.matcher(header);
        if (!range.matches() || Long.parseLong(range.group(1)) != requested) {
            throw new RangeMismatchException("the server answered with another range than bytes " + requested + "-");
        }
        long last = Long.parseLong(range.group(2));
        long total = range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
        OptionalLong length = AnnouncedFile.number(answer.response().headers(), "content-length");
        boolean contradicts = last < requested
                || (total >= 0 && last >= total)
                || (length.isPresent() && length.getAsLong() != last - requested + 1);
        if (contradicts) {
            throw new RangeMismatchException(
                    "the server answered with the impossible range '" + PrintableText.of(header, 80) + "'");
        }
        if (requested > 0
                && version.isPresent()
                && !version.get().isOf(answer.response().headers(), total)) {
            throw new RangeMismatchException("the file was changed on the server while it was downloaded");
        }
        return total;
    }
}

package io.metaformer4j.zoo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads lists, tables and maps that people wrote with all kinds of editors.
 *
 * <p>They must be UTF-8. A byte order mark in front, which some editors write, is no part of the text. Anything else is
 * refused with the encoding that it probably has, for a list that is read wrongly would number the classes wrongly.
 */
public final class TextFile {

    /** More than any list of pictures has; keeps a wrong file from filling the memory. */
    private static final long MAX_BYTES = 1L << 30;

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private TextFile() {}

    /**
     * Reads a whole file.
     *
     * @param file a regular file of at most 1 GiB
     * @param what what messages call its kind, for instance {@code class map}
     * @return its text without byte order mark
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if it is no regular file, too large or not in UTF-8
     */
    public static String read(Path file, String what) throws IOException {
        String name = what + " '" + PrintableText.of(file.toString()) + "'";
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new MetaFormerException(name + " is " + (Files.isDirectory(file) ? "a folder" : "a pipe or a device")
                    + "; give a regular file");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new MetaFormerException(
                    name + " has " + Files.size(file) + " bytes, which is no list but something else; check the path");
        }
        return decode(bytes(file), name);
    }

    /** The content; a failing disk says what is wrong with it, but not where. */
    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw (IOException) new FileSystemException(file.toString(), null, e.getMessage()).initCause(e);
        }
    }

    /**
     * Decodes the content of a file.
     *
     * @param bytes the content
     * @param name what messages call the file, kind and path
     * @return the text without byte order mark
     * @throws MetaFormerException if it is not in UTF-8
     */
    public static String decode(byte[] bytes, String name) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = utf8.decode(in, out, true);
        String text = out.flip().toString();
        int zero = text.indexOf('\0');
        if (result.isError() || zero >= 0) {
            String before = zero >= 0 ? text.substring(0, zero) : text;
            throw notUtf8(bytes, name, before.chars().filter(c -> c == '\n').count() + 1);
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static MetaFormerException notUtf8(byte[] bytes, String name, long line) {
        String encoding = likelyEncoding(bytes);
        if (encoding.isEmpty()) {
            return new MetaFormerException(name + " is no text but binary data (line " + line + "); check the path");
        }
        return new MetaFormerException(name + " is not UTF-8 text (line " + line + "), but probably " + encoding
                + "; save it as UTF-8, for instance with: iconv -f " + encoding + " -t UTF-8");
    }

    /** The usual encodings of text editors, told apart by their zero bytes; empty for what is no text. */
    private static String likelyEncoding(byte[] bytes) {
        if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) {
            return "UTF-32";
        }
        if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
            return "UTF-16";
        }
        int[] zeros = new int[2];
        int controls = 0;
        boolean windows = false;
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] & 0xff;
            if (value == 0) {
                zeros[i % 2]++;
            } else if (value < 0x20 && value != '\n' && value != '\r' && value != '\t' && value != '\f') {
                controls++;
            }
            windows |= value >= 0x80 && value < 0xa0;
        }
        // Latin letters have a zero byte in every unit of two, always on the same side
        if (zeros[1] > bytes.length / 4 && zeros[0] < zeros[1] / 8) {
            return "UTF-16LE";
        }
        if (zeros[0] > bytes.length / 4 && zeros[1] < zeros[0] / 8) {
            return "UTF-16BE";
        }
        if (zeros[0] + zeros[1] > 0 || controls > bytes.length / 50) {
            return "";
        }
        return windows ? "WINDOWS-1252" : "ISO-8859-1";
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }
}

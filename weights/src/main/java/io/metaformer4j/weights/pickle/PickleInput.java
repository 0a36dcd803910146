package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.UnsafeCheckpointException;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.disk.ReadBudget;
import io.metaformer4j.zoo.PrintableText;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, read with bounds checks; knows how to name a place in errors. */
public final class PickleInput {

    private static final int MAX_STRING = 1 << 20;
    /** Longest name of a module, a global or a storage. */
    static final int MAX_LINE = 1024;

    private final String file;
    private final String part;
    private final ByteBuffer bytes;
    private final long start;
    private final ReadBudget budget;

    /**
     * @param file path for messages
     * @param part what of the file the bytes are, for messages
     * @param bytes the pickle, from position to limit
     * @param start where in {@code part} the first byte lies
     */
    public PickleInput(String file, String part, ByteBuffer bytes, long start) {
        this.file = file;
        this.part = part;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.start = start;
        this.budget = new ReadBudget(Runtime.getRuntime().maxMemory(), this::corrupt);
    }

    /** What may still be made of these bytes. */
    ReadBudget budget() {
        return budget;
    }

    /** Where in the part the next byte lies. */
    public long offset() {
        return start + bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    int u8() {
        need(1);
        return bytes.get() & 0xff;
    }

    int u16() {
        need(Short.BYTES);
        return bytes.getShort() & 0xffff;
    }

    int i32() {
        need(Integer.BYTES);
        return bytes.getInt();
    }

    long i64() {
        need(Long.BYTES);
        return bytes.getLong();
    }

    /** Floats are the only big-endian values of a pickle. */
    double f64() {
        return Double.longBitsToDouble(Long.reverseBytes(i64()));
    }

    /** A length of four bytes, checked against the input before anything is allocated. */
    int length() {
        return checkedLength(Integer.toUnsignedLong(i32()));
    }

    /** A length of eight bytes, checked likewise. */
    int length64() {
        return checkedLength(i64());
    }

    private int checkedLength(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw corrupt("declares a string of " + Long.toUnsignedString(length) + " bytes where only "
                    + bytes.remaining() + " follow");
        }
        return (int) length;
    }

    /** A whole number of at most 255 bytes, little-endian two's complement; a Long if it fits. */
    Object integer(int length) {
        byte[] magnitude = raw(length);
        if (length == 0) {
            return 0L;
        }
        for (int i = 0, j = length - 1; i < j; i++, j--) {
            byte swap = magnitude[i];
            magnitude[i] = magnitude[j];
            magnitude[j] = swap;
        }
        BigInteger value = new BigInteger(magnitude);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    byte[] raw(int length) {
        need(length);
        if (length > MAX_STRING) {
            throw tooLong(length);
        }
        budget.text(length);
        byte[] copy = new byte[length];
        bytes.get(copy);
        return copy;
    }

    /** Bytes where they lie, of any length. */
    ByteBuffer view(int length) {
        need(length);
        ByteBuffer view = bytes.slice(bytes.position(), length).asReadOnlyBuffer();
        bytes.position(bytes.position() + length);
        return view;
    }

    /** A string, or where it is too long for one, a {@link PickleNode.Text}. */
    Object string(int length) {
        return length > MAX_STRING ? new PickleNode.Text(view(length)) : utf8(length);
    }

    CheckpointCorruptException tooLong(int length) {
        return corrupt("holds a string of " + length + " bytes, more than the limit of " + MAX_STRING);
    }

    String utf8(int length) {
        byte[] raw = raw(length);
        String text = decode(raw);
        if (text == null) {
            throw corrupt("holds a string that is not valid UTF-8");
        }
        return text;
    }

    /** A Python 2 string: text if it is valid UTF-8, otherwise bytes. */
    Object text(int length) {
        byte[] raw = raw(length);
        String text = decode(raw);
        return text == null ? ByteBuffer.wrap(raw).asReadOnlyBuffer() : text;
    }

    /** A line of a global name. */
    String line() {
        int begin = bytes.position();
        for (int length = 0; length <= MAX_LINE; length++) {
            if (u8() == '\n') {
                bytes.position(begin);
                String line = utf8(length);
                bytes.get();
                return line;
            }
        }
        throw corrupt("holds a global name longer than " + MAX_LINE + " bytes");
    }

    private static String decode(byte[] raw) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private void need(int count) {
        if (count < 0 || count > bytes.remaining()) {
            throw corrupt("ends too early; the file is truncated or damaged");
        }
    }

    /** An error at the current offset: "weights 'x': the pickle data.pkl <i>text</i> (at byte 17)". */
    public CheckpointCorruptException corrupt(String text) {
        return new CheckpointCorruptException(
                "weights '" + file + "': the pickle " + part + " " + text + " (at byte " + offset() + ")");
    }

    UnsupportedCheckpointException unsupported(String text) {
        return new UnsupportedCheckpointException(
                "weights '" + file + "': the pickle " + part + " " + text + " (at byte " + offset() + ")");
    }

    /** A refusal that names the symbol and where it was introduced. */
    UnsafeCheckpointException unsafe(PickleNode.Symbol symbol) {
        return new UnsafeCheckpointException("weights '" + file + "': the pickle " + part
                + " asks for the forbidden global "
                + PrintableText.of(symbol.name) + " (at byte " + symbol.offset
                + "), which weights never need; the file was refused"
                + " and nothing in it was run. Use weights from a source you trust, best as safetensors");
    }
}

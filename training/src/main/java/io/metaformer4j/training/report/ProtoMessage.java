package io.metaformer4j.training.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message in the wire format of protocol buffers: for each field a key, which is its number times eight plus the type
 * of its value, and the value. Only what events of TensorBoard need; whoever adds fields gives the numbers of the
 * message's definition.
 */
final class ProtoMessage {

    /** Kinds of values as keys name them. */
    private static final int VARINT = 0;

    private static final int FIXED_64 = 1;
    private static final int LENGTH_AND_BYTES = 2;
    private static final int FIXED_32 = 5;

    private static final int PAYLOAD = 0x7f;
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A whole number, of type {@code int64} or an enumeration. */
    ProtoMessage whole(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    /** A number of type {@code double}. */
    ProtoMessage float64(int field, double value) {
        key(field, FIXED_64);
        littleEndian(Double.doubleToRawLongBits(value), Long.BYTES);
        return this;
    }

    /** A number of type {@code float}. */
    ProtoMessage float32(int field, float value) {
        key(field, FIXED_32);
        littleEndian(Float.floatToRawIntBits(value), Integer.BYTES);
        return this;
    }

    /** A text of type {@code string}. */
    ProtoMessage text(int field, String value) {
        return sized(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A message inside this one; added several times, a field is repeated. */
    ProtoMessage message(int field, ProtoMessage value) {
        return sized(field, value.toBytes());
    }

    private ProtoMessage sized(int field, byte[] value) {
        key(field, LENGTH_AND_BYTES);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void key(int field, int type) {
        varint(field * 8L + type);
    }

    /** Seven bits in a byte, the lowest first; the eighth says that more follow. */
    private void varint(long value) {
        long rest = value;
        while (rest < 0 || rest > PAYLOAD) {
            bytes.write(((int) rest & PAYLOAD) | MORE);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    private void littleEndian(long bits, int count) {
        for (int i = 0; i < count; i++) {
            bytes.write((int) (bits >>> (Byte.SIZE * i)));
        }
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}

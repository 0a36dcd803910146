package io.metaformer4j.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads event files by their definition, with a checksum computed bit by bit, and shares no code with what writes them.
 */
final class EventReader {

    private EventReader() {}

    /**
     * An event.
     *
     * @param time seconds since 1970
     * @param step the step, 0 if it is left out
     * @param version the version of the file, empty if it is left out
     * @param sessionStatus what a session does from here on, 0 if it says nothing
     * @param values the values of the summary by their tags
     */
    record Event(double time, long step, String version, long sessionStatus, Map<String, Float> values) {}

    static List<Event> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(masked(length));
            byte[] data = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            bytes.get(data);
            assertThat(bytes.getInt()).isEqualTo(masked(data));
            events.add(event(data));
        }
        return events;
    }

    private static int masked(byte[] bytes) {
        int checksum = crc32c(bytes);
        return ((checksum >>> 15) | (checksum << 17)) + 0xa282ead8;
    }

    /** The Castagnoli polynomial, its bits in reverse order. */
    static int crc32c(byte[] bytes) {
        int checksum = -1;
        for (byte value : bytes) {
            checksum ^= value & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                boolean odd = (checksum & 1) != 0;
                checksum >>>= 1;
                if (odd) {
                    checksum ^= 0x82f63b78;
                }
            }
        }
        return ~checksum;
    }

    private static Event event(byte[] data) {
        Map<Integer, List<byte[]>> fields = fields(data);
        assertThat(fields.keySet()).isSubsetOf(1, 2, 3, 5, 7);
        Map<String, Float> values = new LinkedHashMap<>();
        if (fields.containsKey(5)) {
            for (byte[] value : fields(fields.get(5).get(0)).get(1)) {
                Map<Integer, List<byte[]>> parts = fields(value);
                assertThat(parts.keySet()).containsExactly(1, 2);
                values.put(new String(parts.get(1).get(0), StandardCharsets.UTF_8), Float.intBitsToFloat((int)
                        number(parts.get(2).get(0))));
            }
        }
        return new Event(
                Double.longBitsToDouble(number(fields.get(1).get(0))),
                fields.containsKey(2) ? number(fields.get(2).get(0)) : 0,
                fields.containsKey(3) ? new String(fields.get(3).get(0), StandardCharsets.UTF_8) : "",
                fields.containsKey(7)
                        ? number(fields(fields.get(7).get(0)).get(1).get(0))
                        : 0,
                values);
    }

    /** The values of each field; numbers as eight or four bytes, the lowest first. */
    private static Map<Integer, List<byte[]>> fields(byte[] message) {
        Map<Integer, List<byte[]>> fields = new LinkedHashMap<>();
        ByteBuffer bytes = ByteBuffer.wrap(message);
        while (bytes.hasRemaining()) {
            long key = varint(bytes);
            byte[] value;
            switch ((int) (key & 7)) {
                case 0 -> {
                    value = new byte[8];
                    ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).putLong(varint(bytes));
                }
                case 1 -> value = next(bytes, 8);
                case 2 -> value = next(bytes, Math.toIntExact(varint(bytes)));
                case 5 -> value = next(bytes, 4);
                default -> throw new AssertionError("kind " + (key & 7));
            }
            fields.computeIfAbsent((int) (key >> 3), field -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    private static byte[] next(ByteBuffer bytes, int count) {
        byte[] value = new byte[count];
        bytes.get(value);
        return value;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new AssertionError("a number of more than ten bytes");
    }

    private static long number(byte[] littleEndian) {
        long value = 0;
        for (int i = littleEndian.length - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (littleEndian[i] & 0xff);
        }
        return value;
    }
}

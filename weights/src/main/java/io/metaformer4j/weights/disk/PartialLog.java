package io.metaformer4j.weights.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * What is known of an output that is not finished: a line that says what it is made of, then a line for each portion,
 * written when the portion itself is. A line that was cut off does not count.
 */
final class PartialLog implements Closeable {

    private static final String FIRST = "metaformer4j partial output 1";
    private static final String NONE = "-";
    private static final int FIELDS = 4;
    private static final int HEX = 16;
    private static final int BUFFER = 1 << 20;

    private final FileChannel file;

    private PartialLog(FileChannel file) {
        this.file = file;
    }

    /**
     * How far the output was.
     *
     * @param done units that it was made of
     * @param bytes length of the output
     * @param checksum CRC-32 of its bytes
     * @param leftOut units without a place in the output, since the portion before
     */
    record Portion(long done, long bytes, long checksum, List<Integer> leftOut) {

        Portion {
            leftOut = List.copyOf(leftOut);
        }

        private String line() {
            String left = leftOut.isEmpty()
                    ? NONE
                    : leftOut.stream().map(String::valueOf).collect(Collectors.joining(","));
            return done + " " + bytes + " " + Long.toHexString(checksum) + " " + left + "\n";
        }

        private static Optional<Portion> parse(String line) {
            String[] fields = line.split(" ", -1);
            if (fields.length != FIELDS) {
                return Optional.empty();
            }
            try {
                List<Integer> left = fields[3].equals(NONE)
                        ? List.of()
                        : Arrays.stream(fields[3].split(",", -1))
                                .map(Integer::valueOf)
                                .toList();
                return Optional.of(new Portion(
                        Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2], HEX), left));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * What a log says.
     *
     * @param identity what the output is made of: digests by the words for them
     * @param portions how far it was, each time
     */
    record Content(Map<String, String> identity, List<Portion> portions) {

        Content {
            identity = Collections.unmodifiableMap(new LinkedHashMap<>(identity));
            portions = List.copyOf(portions);
        }

        /** Whether a file of some length holds a portion. */
        boolean isBegun(long size) {
            return !portions.isEmpty() && portions.get(0).bytes() <= size;
        }

        /**
         * What is there of a file: the last portion up to which all bytes are those that were written, with all that
         * was left out until then. A disk that lost its power may have kept the length of a file, but not its end.
         *
         * @param channel the file
         * @param from where the first portion begins
         */
        Optional<Portion> stored(FileChannel channel, long from) throws IOException {
            CRC32 checksum = new CRC32();
            long at = from;
            int intact = 0;
            for (Portion portion : portions) {
                if (portion.bytes() > channel.size()) {
                    break;
                }
                update(checksum, channel, at, portion.bytes());
                if (checksum.getValue() != portion.checksum()) {
                    break;
                }
                at = portion.bytes();
                intact++;
            }
            if (intact == 0) {
                return Optional.empty();
            }
            Portion last = portions.get(intact - 1);
            List<Integer> left = portions.subList(0, intact).stream()
                    .flatMap(portion -> portion.leftOut().stream())
                    .toList();
            return Optional.of(new Portion(last.done(), last.bytes(), last.checksum(), left));
        }

        /** The words for what another output would be made of otherwise. */
        List<String> differences(Map<String, String> other) {
            return other.keySet().stream()
                    .filter(word -> !other.get(word).equals(identity.get(word)))
                    .toList();
        }
    }

    /** Reads a log; empty if it is none. */
    static Optional<Content> read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8); // whatever a power cut left in it
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        if (lines.isEmpty() || !lines.get(0).startsWith(FIRST)) {
            return Optional.empty();
        }
        Map<String, String> identity = new LinkedHashMap<>();
        for (String field : lines.get(0).substring(FIRST.length()).split("\t", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                identity.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        List<Portion> portions = new ArrayList<>();
        lines.stream().skip(1).map(Portion::parse).flatMap(Optional::stream).forEach(portions::add);
        return Optional.of(new Content(identity, portions));
    }

    /** Starts a log in the place of an older one, which is there until the new one is. */
    static PartialLog start(Path path, Map<String, String> identity, Optional<Portion> portion) throws IOException {
        StringBuilder text = new StringBuilder(FIRST);
        identity.forEach(
                (word, digest) -> text.append('\t').append(word).append('=').append(digest));
        text.append('\n');
        portion.ifPresent(known -> text.append(known.line()));
        AtomicFile.write(path, text.toString().getBytes(StandardCharsets.UTF_8));
        return new PartialLog(FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    /** The checksum of a part of a file, to which more bytes can be added. */
    static CRC32 checksum(FileChannel channel, long from, long to) throws IOException {
        CRC32 checksum = new CRC32();
        update(checksum, channel, from, to);
        return checksum;
    }

    private static void update(CRC32 checksum, FileChannel channel, long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(1, Math.min(BUFFER, to - from)));
        long at = from;
        while (at < to) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            int read = channel.read(buffer, at);
            if (read < 0) {
                break;
            }
            checksum.update(buffer.flip());
            at += read;
        }
    }

    void add(Portion portion) throws IOException {
        AtomicFile.writeFully(file, ByteBuffer.wrap(portion.line().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

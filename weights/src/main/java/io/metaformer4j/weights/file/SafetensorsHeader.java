package io.metaformer4j.weights.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.disk.ReadBudget;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The parsed JSON header of a safetensors file.
 *
 * @param entries declared tensors in header order
 * @param metadata the {@code __metadata__} entries
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {

    static final String METADATA_KEY = "__metadata__";

    private static final int MAX_TENSORS = 200_000;
    /** Heap of a tensor in all indices. */
    private static final int HEAP_PER_TENSOR = 1024;

    private static final int MAX_DIMENSIONS = 64;

    /**
     * A declared tensor.
     *
     * @param name its key
     * @param dtype its element type as spelled in the file
     * @param shape size of each dimension, none negative
     * @param begin first byte, counted from the end of the header
     * @param end byte after the last one, not less than {@code begin}
     */
    record Entry(String name, String dtype, List<Long> shape, long begin, long end) {
        String describe() {
            return "type " + PrintableText.of(dtype) + " and shape " + shape;
        }
    }

    /**
     * Parses a header without ever holding all of its text.
     *
     * @param bytes the header including its padding
     * @param corrupt makes the error for a description of what is wrong
     */
    static SafetensorsHeader parse(ByteBuffer bytes, Function<String, CheckpointCorruptException> corrupt) {
        if (!bytes.hasRemaining() || bytes.get(bytes.position()) != '{') {
            throw corrupt.apply("has a header that is not valid JSON: it does not start with '{'");
        }
        ByteBuffer json = withoutPadding(bytes);
        if (json.get(json.limit() - 1) != '}') {
            throw corrupt.apply("has a header that is not valid JSON: it does not end with '}'");
        }
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(4)
                        .maxDocumentLength(SafetensorsReader.MAX_HEADER_BYTES)
                        .maxStringLength(16 << 20)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
        try (JsonParser parser = factory.createParser(text(json))) {
            SafetensorsHeader header =
                    new Parse(parser, corrupt, ReadBudget.fitting(MAX_TENSORS, HEAP_PER_TENSOR)).header();
            if (parser.nextToken() != null) {
                throw corrupt.apply("has text after the JSON object of its header");
            }
            return header;
        } catch (CharacterCodingException e) {
            throw new CheckpointCorruptException(
                    corrupt.apply("has a header that is not valid UTF-8").getMessage(), e);
        } catch (IOException e) {
            throw new CheckpointCorruptException(
                    corrupt.apply("has a header that is not valid JSON: " + firstLine(e))
                            .getMessage(),
                    e);
        }
    }

    private static ByteBuffer withoutPadding(ByteBuffer bytes) {
        int end = bytes.limit();
        while (bytes.get(end - 1) == ' ') {
            end--;
        }
        return bytes.duplicate().limit(end);
    }

    /** Strictly decoded UTF-8. */
    private static Reader text(ByteBuffer bytes) {
        return new InputStreamReader(
                new BufferStream(bytes),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** The bytes of a buffer as a stream. */
    private static final class BufferStream extends InputStream {
        private final ByteBuffer bytes;

        BufferStream(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, bytes.remaining());
            if (count == 0) {
                return length == 0 ? 0 : -1;
            }
            bytes.get(target, offset, count);
            return count;
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** One pass over the tokens of a header. */
    private record Parse(JsonParser parser, Function<String, CheckpointCorruptException> corrupt, long maxTensors) {

        SafetensorsHeader header() throws IOException {
            List<Entry> entries = new ArrayList<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (name.equals(METADATA_KEY)) {
                    metadata = metadata();
                } else if (entries.size() == maxTensors) {
                    throw corrupt.apply("declares more than " + maxTensors + " tensors");
                } else {
                    entries.add(entry(name));
                }
            }
            return new SafetensorsHeader(entries, metadata);
        }

        private Map<String, String> metadata() throws IOException {
            expect(JsonToken.START_OBJECT, METADATA_KEY);
            Map<String, String> metadata = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                expect(JsonToken.VALUE_STRING, METADATA_KEY + "." + key);
                metadata.put(key, parser.getText());
            }
            return metadata;
        }

        private Entry entry(String name) throws IOException {
            expect(JsonToken.START_OBJECT, name);
            String dtype = null;
            long[] shape = null;
            long[] offsets = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                switch (field) {
                    case "dtype" -> {
                        expect(JsonToken.VALUE_STRING, name + ".dtype");
                        dtype = canonical(parser.getText());
                    }
                    case "shape" -> shape = numbers(name + ".shape");
                    case "data_offsets" -> offsets = numbers(name + ".data_offsets");
                    default -> { // the reference implementation ignores other fields, too
                        parser.nextToken();
                        parser.skipChildren();
                    }
                }
            }
            if (dtype == null || shape == null || offsets == null) {
                throw corrupt.apply(
                        "does not give dtype, shape and data_offsets of tensor '" + PrintableText.of(name) + "'");
            }
            if (offsets.length != 2 || offsets[0] > offsets[1]) {
                throw corrupt.apply("has data_offsets " + Arrays.toString(offsets) + " for tensor '"
                        + PrintableText.of(name) + "' where a begin and a not smaller end were expected");
            }
            return new Entry(name, dtype, Arrays.stream(shape).boxed().toList(), offsets[0], offsets[1]);
        }

        /** One text for all tensors of a type. */
        private static String canonical(String dtype) {
            return DType.ofSafetensorsName(dtype)
                    .flatMap(DType::safetensorsName)
                    .orElse(dtype);
        }

        private long[] numbers(String field) throws IOException {
            expect(JsonToken.START_ARRAY, field);
            long[] values = new long[MAX_DIMENSIONS];
            int count = 0;
            while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                long value = parser.getLongValue();
                if (value < 0 || count == MAX_DIMENSIONS) {
                    throw corrupt.apply("has " + (value < 0 ? "a negative number" : "too many numbers") + " in '"
                            + PrintableText.of(field) + "'");
                }
                values[count++] = value;
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw corrupt.apply("has something other than a whole number in '" + PrintableText.of(field) + "'");
            }
            return Arrays.copyOf(values, count);
        }

        private void expect(JsonToken wanted, String field) throws IOException {
            JsonToken found = parser.nextToken();
            if (found != wanted) {
                throw corrupt.apply("has " + found + " in its header at '" + PrintableText.of(field) + "' where "
                        + wanted + " was expected");
            }
        }
    }
}

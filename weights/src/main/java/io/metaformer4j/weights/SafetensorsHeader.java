package io.metaformer4j.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
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

    private static final int MAX_TENSORS = 1_000_000;
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
            return "type " + dtype + " and shape " + shape;
        }
    }

    /**
     * Parses a header.
     *
     * @param text the header including its padding
     * @param corrupt makes the error for a description of what is wrong
     */
    static SafetensorsHeader parse(String text, Function<String, CheckpointCorruptException> corrupt) {
        if (!text.startsWith("{")) {
            throw corrupt.apply("has a header that is not valid JSON: it does not start with '{'");
        }
        String json = withoutPadding(text);
        if (!json.endsWith("}")) {
            throw corrupt.apply("has a header that is not valid JSON: it does not end with '}'");
        }
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(4)
                        .maxDocumentLength(SafetensorsReader.MAX_HEADER_BYTES)
                        .maxStringLength(16 << 20)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(json)) {
            SafetensorsHeader header = new Parse(parser, corrupt).header();
            if (parser.nextToken() != null) {
                throw corrupt.apply("has text after the JSON object of its header");
            }
            return header;
        } catch (IOException e) {
            throw new CheckpointCorruptException(
                    corrupt.apply("has a header that is not valid JSON: " + firstLine(e))
                            .getMessage(),
                    e);
        }
    }

    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** One pass over the tokens of a header. */
    private record Parse(JsonParser parser, Function<String, CheckpointCorruptException> corrupt) {

        SafetensorsHeader header() throws IOException {
            List<Entry> entries = new ArrayList<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (name.equals(METADATA_KEY)) {
                    metadata = metadata();
                } else if (entries.size() == MAX_TENSORS) {
                    throw corrupt.apply("declares more than " + MAX_TENSORS + " tensors");
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
            List<Long> shape = null;
            List<Long> offsets = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                switch (field) {
                    case "dtype" -> {
                        expect(JsonToken.VALUE_STRING, name + ".dtype");
                        dtype = parser.getText();
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
                throw corrupt.apply("does not give dtype, shape and data_offsets of tensor '" + name + "'");
            }
            if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
                throw corrupt.apply("has data_offsets " + offsets + " for tensor '" + name
                        + "' where a begin and a not smaller end were expected");
            }
            return new Entry(name, dtype, shape, offsets.get(0), offsets.get(1));
        }

        private List<Long> numbers(String field) throws IOException {
            expect(JsonToken.START_ARRAY, field);
            List<Long> values = new ArrayList<>();
            while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                long value = parser.getLongValue();
                if (value < 0 || values.size() == MAX_DIMENSIONS) {
                    throw corrupt.apply(
                            "has " + (value < 0 ? "a negative number" : "too many numbers") + " in '" + field + "'");
                }
                values.add(value);
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw corrupt.apply("has something other than a whole number in '" + field + "'");
            }
            return values;
        }

        private void expect(JsonToken wanted, String field) throws IOException {
            JsonToken found = parser.nextToken();
            if (found != wanted) {
                throw corrupt.apply(
                        "has " + found + " in its header at '" + field + "' where " + wanted + " was expected");
            }
        }
    }
}

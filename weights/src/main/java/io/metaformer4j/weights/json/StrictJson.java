package io.metaformer4j.weights.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Turns records into JSON and back. Strict in reading: every field must be there, none may be unknown or twice, numbers are
 * not guessed from text; whatever is wrong is reported with its place. Constants are in lower case, names in snake case, and
 * what is optional is {@code null} when it is absent. Immutable and safe for concurrent use.
 */
public final class StrictJson {

    private static final int MAX_DEPTH = 100;

    private final String source;
    private final JsonMapper mapper;

    private StrictJson(String source, JsonMapper mapper) {
        this.source = source;
        this.mapper = mapper;
    }

    /**
     * Prepares the conversion.
     *
     * @param source what to call the JSON in messages, e.g. {@code model file 'x.json'}
     * @param alternatives annotations for sealed types that have none of their own: the type and the class that carries them
     * @return the converter
     */
    public static StrictJson of(String source, Map<Class<?>, Class<?>> alternatives) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(factory);
        alternatives.forEach(builder::addMixIn);
        JsonMapper mapper = builder.addModule(new ZooJsonModule())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();
        return new StrictJson(source, mapper);
    }

    /**
     * Writes a value.
     *
     * @param value records, maps, lists, text, numbers and booleans
     * @return the JSON, with a line break at the end
     * @throws MetaFormerException if something in it cannot be written
     */
    public String write(Object value) {
        try {
            return mapper.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new MetaFormerException(source + where(e) + " is no plain data: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Turns a record into plain data.
     *
     * @param value the record
     * @return maps, lists, text, numbers, booleans and nulls
     */
    public Map<String, Object> toData(Object value) {
        return mapper.convertValue(value, new TypeReference<Map<String, Object>>() {});
    }

    /**
     * Reads a value.
     *
     * @param <T> type of the value
     * @param json the bytes
     * @param type type of the value
     * @return the value
     * @throws MetaFormerException if the JSON does not describe one; the message names the place
     */
    public <T> T read(byte[] json, Class<T> type) {
        return read(json, type, true);
    }

    /**
     * Reads a part of the fields; the others are not looked at.
     *
     * @param <T> the record
     * @param json the text
     * @param type the record
     * @return the record
     * @throws MetaFormerException if a field of the record is missing or has the wrong kind
     */
    public <T> T readPart(byte[] json, Class<T> type) {
        return read(json, type, false);
    }

    private <T> T read(byte[] json, Class<T> type, boolean whole) {
        try {
            var reader = mapper.readerFor(type);
            T value = (whole ? reader : reader.without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES))
                    .readValue(json);
            if (value == null) {
                throw new MetaFormerException(source + " is empty");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw problem(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a value from plain data.
     *
     * @param <T> type of the value
     * @param data maps, lists, text, numbers, booleans and nulls
     * @param type type of the value
     * @return the value
     * @throws MetaFormerException if the data do not describe one; the message names the place
     */
    public <T> T fromData(Map<?, ?> data, Class<T> type) {
        return read(bytes(data), type);
    }

    /**
     * Plain data as JSON.
     *
     * @param data maps, lists, strings, numbers, booleans and nulls
     * @return the text in UTF-8
     * @throws MetaFormerException if it holds anything else
     */
    public byte[] bytes(Map<?, ?> data) {
        try {
            return mapper.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw problem(e);
        }
    }

    private MetaFormerException problem(JsonProcessingException e) {
        if (e.getCause() instanceof MetaFormerException cause) {
            return new MetaFormerException(source + where(e) + ": " + cause.getMessage(), e);
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new MetaFormerException(
                    source + where(e) + " is unknown; the fields here are " + unknown.getKnownPropertyIds(), e);
        }
        if (e instanceof InvalidTypeIdException type) {
            return new MetaFormerException(
                    source + where(e) + " has the unknown type '" + PrintableText.of(String.valueOf(type.getTypeId()))
                            + "'",
                    e);
        }
        String message = String.valueOf(e.getOriginalMessage());
        if (message.startsWith("No content to map")) {
            return new MetaFormerException(source + " is empty", e);
        }
        if (e instanceof JsonEOFException || e.getCause() instanceof JsonEOFException) {
            return new MetaFormerException(source + " is cut off: it ends in the middle of its JSON", e);
        }
        if (message.startsWith("Missing creator property")) {
            return new MetaFormerException(source + where(e) + " is missing", e);
        }
        if (message.startsWith("Null value for creator property") || message.contains("Cannot map `null`")) {
            return new MetaFormerException(source + where(e) + " is null; give it a value", e);
        }
        if (e instanceof InvalidFormatException wrong && wrong.getTargetType().isEnum()) {
            String known = Arrays.stream(wrong.getTargetType().getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            return new MetaFormerException(
                    source + where(e) + " is '" + PrintableText.of(String.valueOf(wrong.getValue()))
                            + "', but must be one of " + known,
                    e);
        }
        if (e.getCause() instanceof NullPointerException) {
            return new MetaFormerException(source + where(e) + " has a null where a value is needed", e);
        }
        return new MetaFormerException(source + where(e) + " cannot be understood: " + PrintableText.of(message), e);
    }

    private static String where(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return ", field "
                    + mapping.getPath().stream()
                            .map(step -> step.getFieldName() != null
                                    ? "." + PrintableText.of(step.getFieldName(), 60)
                                    : "[" + step.getIndex() + "]")
                            .collect(Collectors.joining())
                            .substring(1);
        }
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }
}

package io.metaformer4j.weights.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns models into JSON and back. Strict: every field must be there, and none that is unknown. */
final class ModelJson {

    private static final String FORMAT = "metaformer4j-model";
    private static final int VERSION = 1;

    private final String source;
    private final JsonMapper mapper;

    /** The file as it is written; a model with the marks by which it is recognised. */
    private record Document(
            String format,
            int version,
            String name,
            Architecture architecture,
            Preprocessing preprocessing,
            List<String> labels,
            Map<String, Object> card) {}

    /** What must be looked at before anything else is understood. */
    private record Envelope(String format, int version) {}

    ModelJson(String source) {
        this.source = source;
        this.mapper = JsonMapper.builder()
                .addModule(new ZooJsonModule())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();
    }

    String write(ModelFile model) {
        try {
            return mapper.writeValueAsString(document(model)) + "\n";
        } catch (JsonProcessingException e) {
            throw new MetaFormerException(
                    "model " + model.name() + " has a card that is no plain data: " + e.getOriginalMessage(), e);
        }
    }

    Map<String, Object> toData(ModelFile model) {
        return mapper.convertValue(document(model), new TypeReference<Map<String, Object>>() {});
    }

    private static Document document(ModelFile model) {
        return new Document(
                FORMAT,
                VERSION,
                model.name(),
                model.architecture(),
                model.preprocessing(),
                model.labels(),
                model.card());
    }

    ModelFile read(byte[] json) {
        try {
            Envelope envelope = mapper.readerFor(Envelope.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(json);
            requireFormat(envelope);
            return model(mapper.readValue(json, Document.class));
        } catch (JsonProcessingException e) {
            throw problem(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ModelFile fromData(Map<?, ?> data) {
        try {
            return read(mapper.writeValueAsBytes(data));
        } catch (JsonProcessingException e) {
            throw problem(e);
        }
    }

    private void requireFormat(Envelope envelope) {
        if (envelope == null) {
            throw new MetaFormerException(source + " is empty");
        }
        if (!FORMAT.equals(envelope.format())) {
            throw new MetaFormerException(source + " has format '" + envelope.format() + "', not '" + FORMAT + "'");
        }
        if (envelope.version() != VERSION) {
            throw new MetaFormerException(source + " has version " + envelope.version()
                    + " of the format, but this program knows version " + VERSION + " only; use a newer release");
        }
    }

    private ModelFile model(Document document) {
        return new ModelFile(
                document.name(), document.architecture(), document.preprocessing(), document.labels(), document.card());
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
            return new MetaFormerException(source + where(e) + " has the unknown type '" + type.getTypeId() + "'", e);
        }
        if (e.getOriginalMessage().startsWith("Missing creator property")) {
            return new MetaFormerException(source + where(e) + " is missing", e);
        }
        return new MetaFormerException(source + where(e) + " cannot be understood: " + e.getOriginalMessage(), e);
    }

    private static String where(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return ", field "
                    + mapping.getPath().stream()
                            .map(step -> step.getFieldName() != null
                                    ? "." + step.getFieldName()
                                    : "[" + step.getIndex() + "]")
                            .collect(Collectors.joining())
                            .substring(1);
        }
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }
}

package io.metaformer4j.weights.model;

import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;
import java.util.Map;

/** The layout of a {@code model.json}. */
final class ModelJson {

    private static final String FORMAT = "metaformer4j-model";
    private static final int VERSION = 1;

    private final String source;
    private final StrictJson json;

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
        this.json = StrictJson.of(source, Map.of());
    }

    String write(ModelFile model) {
        return json.write(document(model));
    }

    Map<String, Object> toData(ModelFile model) {
        return json.toData(document(model));
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

    ModelFile read(byte[] bytes) {
        requireFormat(json.readPart(bytes, Envelope.class));
        Document document = json.read(bytes, Document.class);
        return new ModelFile(
                document.name(), document.architecture(), document.preprocessing(), document.labels(), document.card());
    }

    ModelFile fromData(Map<?, ?> data) {
        return read(json.bytes(data));
    }

    private void requireFormat(Envelope envelope) {
        if (!FORMAT.equals(envelope.format())) {
            throw new MetaFormerException(source + " has format '" + envelope.format() + "', not '" + FORMAT + "'");
        }
        if (envelope.version() != VERSION) {
            throw new MetaFormerException(source + " has version " + envelope.version()
                    + " of the format, but this program knows version " + VERSION + " only; use a newer release");
        }
    }
}

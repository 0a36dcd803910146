package io.metaformer4j.models;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.json.StrictJson;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
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

    /** By which a document is recognised. */
    private record Envelope(String format, int version) {}

    ModelJson(String source) {
        this.source = source;
        this.json = StrictJson.of(source, Map.of());
    }

    String write(ModelDescription model) {
        return json.write(document(model));
    }

    Map<String, Object> toData(ModelDescription model) {
        return json.toData(document(model));
    }

    private static Document document(ModelDescription model) {
        return new Document(
                FORMAT,
                VERSION,
                model.name(),
                model.architecture(),
                model.preprocessing(),
                model.labels().map(ModelJson::names).orElse(List.of()),
                model.facts());
    }

    /** A document of another format is none because of that, whatever else is wrong with it. */
    private Document document(byte[] bytes) {
        Document document;
        try {
            document = json.read(bytes, Document.class);
        } catch (MetaFormerException e) {
            requireFormat(json.readPart(bytes, Envelope.class));
            throw e;
        }
        requireFormat(new Envelope(document.format(), document.version()));
        return document;
    }

    ModelDescription read(byte[] bytes) {
        Document document = document(bytes);
        for (int i = 0; i < document.labels().size(); i++) {
            if (document.labels().get(i) == null) {
                throw new MetaFormerException("class " + i + " of model " + document.name() + " has no name, but null");
            }
        }
        requireStatistics(document);
        return ModelDescription.of(document.name(), document.architecture(), document.preprocessing())
                .withLabels(document.labels())
                .withFacts(document.card());
    }

    /** Statistics of colours may stand beside a network for other input; another number of them is a mistake. */
    private void requireStatistics(Document document) {
        int channels = document.architecture().inputChannels();
        int statistics = document.preprocessing().channels();
        if (statistics != channels && statistics != Picture.CHANNELS) {
            throw new MetaFormerException(source + ": the network takes " + channels
                    + " channels, but mean and std have " + statistics + " values; give one for each channel");
        }
    }

    /** The classes of ImageNet by their WordNet ids, which are the names of its folders and need no quoting. */
    private static List<String> names(LabelSet labels) {
        return labels.wnids().isEmpty() ? labels.names() : labels.wnids();
    }

    ModelDescription fromData(Map<?, ?> data) {
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

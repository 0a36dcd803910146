package io.metaformer4j.cli.robustness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.evaluation.robustness.CorruptionBaseline;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Reads the errors of another baseline than AlexNet: {@code {"clean": 23.9, "gaussian_noise": 60.1, ...}} in percent. */
final class BaselineFile {

    private static final String CLEAN = "clean";
    private static final ObjectMapper JSON = new ObjectMapper();

    private BaselineFile() {}

    static CorruptionBaseline read(Path file) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(TextFile.read(file, "table of errors"));
        } catch (JsonProcessingException e) {
            throw new MetaFormerException("table of errors '" + file + "' is no JSON: " + e.getOriginalMessage(), e);
        }
        if (root == null || !root.isObject() || !root.path(CLEAN).isNumber() || root.size() < 2) {
            throw new MetaFormerException("table of errors '" + file + "' does not fit; write {\"clean\": percent,"
                    + " \"gaussian_noise\": percent, ...} with the mean error over the severities of each corruption");
        }
        try {
            return baseline(root);
        } catch (MetaFormerException e) {
            throw new MetaFormerException("table of errors '" + file + "' does not fit: " + e.getMessage(), e);
        }
    }

    private static CorruptionBaseline baseline(JsonNode root) {
        Map<Corruption, Double> errors = new EnumMap<>(Corruption.class);
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!field.getValue().isNumber()) {
                throw new MetaFormerException(
                        "there is no number for '" + field.getKey() + "'; write the error in percent");
            }
            if (!field.getKey().equals(CLEAN)) {
                errors.put(Corruption.named(field.getKey()), field.getValue().doubleValue());
            }
        }
        return new CorruptionBaseline(errors, root.path(CLEAN).doubleValue());
    }
}

package io.metaformer4j.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.weights.load.QuantizedNames;
import io.metaformer4j.zoo.Preprocessing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an exported file says about its model, as texts by names ({@code metadata_props}): {@code model}, its name; {@code
 * preprocessing}, a JSON object with the names of timm's {@code pretrained_cfg} ({@code input_size} as {@code [C, H, W]}, {@code
 * crop_pct}, {@code crop_mode}, {@code interpolation}, {@code mean}, {@code std}); {@code labels}, a JSON array of the names of the
 * classes, if they have some; and {@code quantization}, the format of the weights, if some are whole numbers ({@link
 * QuantizedNames#FORMAT}).
 *
 * @param entries texts by name
 */
public record OnnxMetadata(Map<String, String> entries) {

    /** The name of the model. */
    public static final String MODEL = "model";

    /** What happens to pictures before they meet the network. */
    public static final String PREPROCESSING = "preprocessing";

    /** Names of the classes. */
    public static final String LABELS = "labels";

    /** The format of weights that are whole numbers. */
    public static final String QUANTIZATION = "quantization";

    /** Copies the map. */
    public OnnxMetadata {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static OnnxMetadata of(ExportedModel model, boolean bytes) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(MODEL, model.name());
        entries.put(PREPROCESSING, json(describe(model.preprocessing())));
        if (!model.labels().isEmpty()) {
            entries.put(LABELS, json(model.labels()));
        }
        if (bytes) {
            entries.put(QUANTIZATION, QuantizedNames.FORMAT);
        }
        return new OnnxMetadata(entries);
    }

    private static Map<String, Object> describe(Preprocessing preprocessing) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("input_size", List.of(preprocessing.channels(), preprocessing.height(), preprocessing.width()));
        fields.put("crop_pct", preprocessing.cropRatio());
        fields.put("crop_mode", preprocessing.cropMode().name().toLowerCase(Locale.ROOT));
        fields.put("interpolation", preprocessing.interpolation().name().toLowerCase(Locale.ROOT));
        fields.put("mean", preprocessing.mean());
        fields.put("std", preprocessing.std());
        return fields;
    }

    private static String json(Object data) {
        try {
            return new ObjectMapper().writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("lists, maps and texts are JSON", e);
        }
    }
}

package io.metaformer4j.vision.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures and labels of a WebDataset shard.
 *
 * <p>Files of one sample have the same path up to the first dot of the file name. The label is the text of {@code .cls};
 * else the field {@code label}, {@code cls}, {@code class} or {@code target} of {@code .json}; else the text of
 * {@code .txt}.
 */
final class WebDatasetLabels {

    private static final List<String> FIELDS = List.of("label", "cls", "class", "target");

    private final Map<String, TarContents.Member> pictures = new LinkedHashMap<>();
    private final Map<String, String> labels = new HashMap<>();

    private WebDatasetLabels() {}

    static WebDatasetLabels of(TarContents contents) {
        WebDatasetLabels shard = new WebDatasetLabels();
        Map<String, String> pictureOfKey = new HashMap<>();
        contents.pictures().forEach((name, member) -> {
            if (ImageNames.isPictureExtension(extension(name)) && pictureOfKey.putIfAbsent(key(name), name) == null) {
                shard.pictures.put(name, member);
            }
        });
        for (String extension : List.of("txt", "json", "cls")) { // the last one wins
            contents.texts().forEach((name, text) -> {
                String picture = pictureOfKey.get(key(name));
                if (picture != null && extension(name).equals(extension)) {
                    label(extension, text, name).ifPresent(label -> shard.labels.put(picture, label));
                }
            });
        }
        return shard;
    }

    private static String key(String name) {
        int leaf = name.lastIndexOf('/') + 1;
        int dot = name.indexOf('.', leaf);
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String extension(String name) {
        String key = key(name);
        return key.length() == name.length()
                ? ""
                : name.substring(key.length() + 1).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> label(String extension, String text, String name) {
        Optional<String> label = extension.equals("json") ? jsonLabel(text, name) : Optional.of(text.strip());
        return label.filter(found -> !found.isEmpty());
    }

    private static Optional<String> jsonLabel(String text, String name) {
        Map<String, String> values = new HashMap<>();
        try (JsonParser json = JsonFactory.builder().build().createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_STRING) {
                    values.put(field, json.getText());
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new MetaFormerException(
                    "label file '" + name + "' of a shard is not valid JSON: " + e.getMessage(), e);
        }
        return FIELDS.stream().filter(values::containsKey).map(values::get).findFirst();
    }

    boolean isEmpty() {
        return labels.isEmpty();
    }

    /** One picture per sample, in the shard's order. */
    Map<String, TarContents.Member> pictures() {
        return pictures;
    }

    Optional<String> label(String picture) {
        return Optional.ofNullable(labels.get(picture));
    }
}

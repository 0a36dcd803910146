package io.metaformer4j.vision.data.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.metaformer4j.vision.names.Names;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures and labels of a WebDataset shard.
 *
 * <p>Files of one sample have the same path up to the first dot of the file name. The label is the text of {@code .cls};
 * else the field {@code label}, {@code cls}, {@code class} or {@code target} of {@code .json}; else the text of
 * {@code .txt}. Names with further dots ({@code img_0.5.jpg}) are samples of their own if there is a label of just that
 * name; otherwise they are further pictures of a sample ({@code a.seg.png}), which are left out with a note.
 */
final class WebDatasetLabels {

    private static final List<String> FIELDS = List.of("label", "cls", "class", "target");
    private static final List<String> KINDS = List.of("cls", "json", "txt"); // the first counts

    private final TarContents contents;
    private final Path archive;
    private final Map<String, TarContents.Member> pictures = new LinkedHashMap<>();
    private final Map<String, String> labels = new HashMap<>();
    private final List<String> further = new ArrayList<>();
    private final List<String> orphans = new ArrayList<>();

    private WebDatasetLabels(TarContents contents, Path archive) {
        this.contents = contents;
        this.archive = archive;
    }

    static WebDatasetLabels of(TarContents contents, Path archive) {
        WebDatasetLabels shard = new WebDatasetLabels(contents, archive);
        shard.match();
        return shard;
    }

    private void match() {
        Map<String, String> pictureOfKey = new HashMap<>();
        contents.pictures().keySet().stream().filter(WebDatasetLabels::isPlain).forEach(name -> {
            if (pictureOfKey.putIfAbsent(key(name), name) != null) {
                further.add(name);
            }
        });
        List<String> samples = new ArrayList<>();
        for (String name : contents.pictures().keySet()) {
            if (isPlain(name) ? name.equals(pictureOfKey.get(key(name))) : isSample(name, pictureOfKey)) {
                pictures.put(name, contents.pictures().get(name));
                samples.add(name);
            } else if (!isPlain(name)) {
                further.add(name);
            }
        }
        Map<String, String> pictureOfStem = new HashMap<>();
        samples.forEach(name -> pictureOfStem.putIfAbsent(stem(name), name));
        for (String name : contents.texts().keySet()) {
            if (!pictureOfStem.containsKey(stem(name)) && name.endsWith(".cls")) {
                orphans.add(name);
            }
        }
        for (String picture : samples) {
            text(stem(picture)).ifPresent(label -> labels.put(picture, label));
        }
    }

    /** Whether a picture with further dots in its name is a sample, and not one more picture of another. */
    private boolean isSample(String name, Map<String, String> pictureOfKey) {
        boolean alone = !pictureOfKey.containsKey(key(name));
        if (hasText(stem(name), "cls") || (alone && KINDS.stream().anyMatch(kind -> hasText(stem(name), kind)))) {
            return true;
        }
        if (alone && KINDS.stream().anyMatch(kind -> hasText(key(name), kind))) {
            throw new MetaFormerException("shard '" + archive + "' has a label for " + Names.quoted(key(name))
                    + ", but no picture of that name, only " + Names.quoted(name)
                    + "; everything before the first dot must be"
                    + " the same, or everything before the last one");
        }
        return alone;
    }

    private boolean hasText(String stem, String kind) {
        return contents.texts().containsKey(stem + "." + kind);
    }

    /** The path up to the first dot of the file name. */
    private static String key(String name) {
        int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** The path up to the last dot of the file name. */
    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= name.lastIndexOf('/') ? name : name.substring(0, dot);
    }

    private static boolean isPlain(String name) {
        return key(name).equals(stem(name));
    }

    private Optional<String> text(String stem) {
        for (String kind : KINDS) {
            String name = stem + "." + kind;
            byte[] bytes = contents.texts().get(name);
            if (bytes != null) {
                String text = TextFile.decode(bytes, "label " + Names.quoted(name) + " of shard '" + archive + "'");
                Optional<String> label = kind.equals("json") ? jsonLabel(text, name) : Optional.of(text.strip());
                if (label.filter(found -> !found.isEmpty()).isPresent()) {
                    return label;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> jsonLabel(String text, String name) {
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
        } catch (JsonProcessingException e) {
            throw new MetaFormerException(
                    "label file " + Names.quoted(name) + " of shard '" + archive + "' is not valid JSON: "
                            + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
        return FIELDS.stream().filter(values::containsKey).map(values::get).findFirst();
    }

    /** What was left out. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!further.isEmpty()) {
            notes.add(further.size() + " further pictures of samples in shard '" + archive.getFileName()
                    + "' are left out: " + Names.plain(further));
        }
        if (!orphans.isEmpty()) {
            notes.add(orphans.size() + " labels in shard '" + archive.getFileName() + "' have no picture beside them: "
                    + Names.plain(orphans));
        }
        return notes;
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

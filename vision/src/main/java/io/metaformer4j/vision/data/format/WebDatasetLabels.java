package io.metaformer4j.vision.data.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.metaformer4j.vision.data.archive.ArchiveFile;
import io.metaformer4j.vision.data.archive.ArchiveListing;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    private final ArchiveFile archive;
    private final Set<String> pictures = new HashSet<>();
    private final Map<String, String> labels = new HashMap<>();
    private final List<String> further = new ArrayList<>();
    private final List<String> unmatched = new ArrayList<>();

    private WebDatasetLabels(TarContents contents, ArchiveFile archive) {
        this.contents = contents;
        this.archive = archive;
    }

    static WebDatasetLabels of(TarContents contents, ArchiveFile archive) {
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
                pictures.add(name);
                samples.add(name);
            } else if (!isPlain(name)) {
                further.add(name);
            }
        }
        Map<String, String> pictureOfStem = new HashMap<>();
        samples.forEach(name -> pictureOfStem.putIfAbsent(stem(name), name));
        for (String name : contents.texts().keySet()) {
            if (!pictureOfStem.containsKey(stem(name)) && name.endsWith(".cls")) {
                unmatched.add(name);
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
            throw new MetaFormerException("shard '" + archive.name() + "' has a label for "
                    + PrintableNames.quoted(key(name))
                    + ", but no picture of that name, only " + PrintableNames.quoted(name)
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
                String text = TextFile.decode(
                        bytes, "label " + PrintableNames.quoted(name) + " of shard '" + archive.name() + "'");
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
                    "label file " + PrintableNames.quoted(name) + " of shard '" + archive.name()
                            + "' is not valid JSON: " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
        return FIELDS.stream().filter(values::containsKey).map(values::get).findFirst();
    }

    /** What was left out. */
    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!further.isEmpty()) {
            notes.add(further.size() + " further pictures of samples in shard '" + archive.leaf() + "' are left out: "
                    + PrintableNames.plain(further));
        }
        if (!unmatched.isEmpty()) {
            notes.add(unmatched.size() + " labels in shard '" + archive.leaf() + "' have no picture beside them: "
                    + PrintableNames.plain(unmatched));
        }
        return notes;
    }

    /** What the archive holds, every picture with its label. */
    ArchiveListing listing() {
        ArchiveListing listing = new ArchiveListing();
        contents.pictures().forEach((name, member) -> {
            listing.add(name, member.offset(), member.size());
            String label = labels.get(name);
            if (label != null) {
                listing.labels().add(label);
            } else {
                listing.labels().addMark(pictures.contains(name) ? ArchiveListing.UNLABELLED : ArchiveListing.FURTHER);
            }
        });
        contents.others().forEach(listing::addOther);
        notes().forEach(listing::addNote);
        return listing;
    }
}

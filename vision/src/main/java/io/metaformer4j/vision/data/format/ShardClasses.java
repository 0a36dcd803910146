package io.metaformer4j.vision.data.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.metaformer4j.vision.data.archive.ArchiveFile;
import io.metaformer4j.vision.data.archive.WholeFile;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the numbers in shards stand for. Labels of a WebDataset are numbers, since most of its readers take nothing
 * else; a file {@value #FILE_NAME} in the folder of the shards, a list of the names in the order of the numbers, says
 * what they mean.
 *
 * @param names names of the classes, all different, at least one
 */
public record ShardClasses(List<String> names) {

    /** The file with the names. */
    public static final String FILE_NAME = "classes.json";

    /** Copies the list. */
    public ShardClasses {
        names = List.copyOf(names);
    }

    /**
     * Writes the names beside shards, unless they are there already.
     *
     * @param folder the folder of the shards
     * @param names names of the classes in the order of their numbers
     * @throws IOException if they cannot be written
     * @throws MetaFormerException if a name occurs twice, or the folder has other names
     */
    public static void write(Path folder, List<String> names) throws IOException {
        if (new HashSet<>(names).size() < names.size()) {
            throw new MetaFormerException("classes are called alike, so their names cannot stand for them in '"
                    + FILE_NAME + "'; give a class map with different names");
        }
        Path file = folder.resolve(FILE_NAME);
        if (Files.exists(file)) {
            if (!read(TextFile.read(file, "list of classes"))
                    .map(ShardClasses::names)
                    .equals(Optional.of(names))) {
                throw new MetaFormerException("'" + file + "' holds other classes than the " + names.size()
                        + " of these data, and shards of one folder must mean the same by a number; use it as the class"
                        + " map of these data, too, or choose another folder");
            }
            return;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonFactory.builder().build().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartArray();
            for (String name : names) {
                json.writeString(name);
            }
            json.writeEndArray();
        }
        WholeFile.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Looks for the names of the classes of shards.
     *
     * @param shards the shards, which must lie in one folder
     * @return the names; empty if there is no such list
     * @throws IOException if it cannot be read
     */
    static Optional<ShardClasses> beside(List<ArchiveFile> shards) throws IOException {
        ArchiveFile first = shards.get(0);
        if (!shards.stream().allMatch(shard -> shard.folder().equals(first.folder()))) {
            return Optional.empty();
        }
        Optional<byte[]> content = first.beside(FILE_NAME);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        return read(TextFile.decode(
                content.get(), "list of classes '" + FILE_NAME + "' beside shard '" + first.name() + "'"));
    }

    /** Reads a list of names; empty for a text that is something else, and so somebody else's. */
    private static Optional<ShardClasses> read(String text) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser json = JsonFactory.builder().build().createParser(text)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                names.add(json.getText());
            }
            boolean whole = json.currentToken() == JsonToken.END_ARRAY && json.nextToken() == null;
            boolean different = new HashSet<>(names).size() == names.size();
            return whole && different && !names.isEmpty() ? Optional.of(new ShardClasses(names)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The name that a label stands for; empty if it is none of the numbers. */
    Optional<String> name(String label) {
        OptionalInt number = ClassMap.number(label);
        return number.isPresent() && number.getAsInt() < names.size()
                ? Optional.of(names.get(number.getAsInt()))
                : Optional.empty();
    }

    /** The map that gives each name its number. */
    ClassMap map() {
        Map<String, Integer> index = new LinkedHashMap<>();
        names.forEach(name -> index.put(name, index.size()));
        return ClassMap.of(index, FILE_NAME);
    }
}

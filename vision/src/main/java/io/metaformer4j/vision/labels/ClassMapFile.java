package io.metaformer4j.vision.labels;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.metaformer4j.vision.names.Csv;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads class map files.
 *
 * <ul>
 *   <li>{@code .txt}: one name per line, the line number (from 0) is the class, as in timm; or {@code name index} on
 *       every line, separated by a blank or tab;
 *   <li>{@code .csv}, {@code .tsv}: two columns, name and index in either order, with or without a header;
 *   <li>{@code .json}: {@code {"name": index}}, {@code ["name of 0", "name of 1"]}, the form of Keras,
 *       {@code {"0": ["n01440764", "tench"]}}, or {@code {"0": {"wnid": "n01440764"}}}; the forms that
 *       {@code evaluate_robustness.py} of GeoFormer takes are among them.
 * </ul>
 */
public final class ClassMapFile {

    private final Path file;
    private final Map<String, Integer> indexOfName = new LinkedHashMap<>();

    private ClassMapFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a class map; its kind is told by the extension.
     *
     * @param file a {@code .txt}, {@code .csv}, {@code .tsv} or {@code .json} file in UTF-8
     * @return the map
     * @throws IOException if the file cannot be read
     * @throws MetaFormerException if it is of another kind, a line makes no sense, or a name occurs twice
     */
    public static ClassMap read(Path file) throws IOException {
        ClassMapFile reader = new ClassMapFile(file);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".txt")) {
            reader.readLines();
        } else if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            reader.readTable();
        } else if (name.endsWith(".json")) {
            reader.readJson();
        } else {
            throw new MetaFormerException(
                    "class map '" + file + "' is of an unknown kind; use a .txt, .csv, .tsv or .json file");
        }
        return ClassMap.of(reader.indexOfName, file.toString());
    }

    private void readLines() throws IOException {
        List<String> lines =
                TextFile.read(file, "class map").lines().map(String::strip).toList();
        int count = lines.size();
        while (count > 0 && lines.get(count - 1).isEmpty()) {
            count--;
        }
        List<String[]> pairs =
                lines.subList(0, count).stream().map(line -> line.split("\\s+")).toList();
        boolean numbered = pairs.stream().allMatch(pair -> pair.length == 2 && isNumber(pair[1]));
        for (int i = 0; i < count; i++) {
            if (lines.get(i).isEmpty()) {
                throw new MetaFormerException("class map '" + file + "' has a blank line " + (i + 1)
                        + " between its classes; every line is one class");
            }
            if (numbered) {
                put(pairs.get(i)[0], pairs.get(i)[1], i + 1);
            } else {
                put(lines.get(i), Integer.toString(i), i + 1);
            }
        }
    }

    private void readTable() throws IOException {
        int number = 0;
        for (List<String> cells : Csv.read(file, "class map")) {
            number++;
            if (cells.size() != 2) {
                throw new MetaFormerException("line " + number + " of class map '" + file + "' has " + cells.size()
                        + " columns instead of 2 (name and index)");
            }
            if (isNumber(cells.get(1))) {
                put(cells.get(0), cells.get(1), number);
            } else if (isNumber(cells.get(0))) {
                put(cells.get(1), cells.get(0), number);
            } else if (number > 1) {
                throw new MetaFormerException("line " + number + " of class map '" + file + "' is "
                        + PrintableNames.quoted(cells) + ", where no column is a class index");
            }
        }
    }

    private void readJson() throws IOException {
        try (JsonParser json = JsonFactory.builder().build().createParser(TextFile.read(file, "class map"))) {
            JsonToken start = json.nextToken();
            if (start == JsonToken.START_ARRAY) {
                for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
                    put(text(json), Integer.toString(i), line(json));
                }
            } else if (start == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    readField(json, json.currentName());
                }
            } else {
                throw notAMap(line(json));
            }
        } catch (JsonParseException e) {
            throw new MetaFormerException("class map '" + file + "' is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void readField(JsonParser json, String field) throws IOException {
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_NUMBER_INT) {
            put(field, json.getText(), line(json));
        } else if (value == JsonToken.VALUE_STRING) {
            boolean indexed = isNumber(json.getText()) && !isNumber(field);
            put(indexed ? field : json.getText(), indexed ? json.getText() : field, line(json));
        } else if (value == JsonToken.START_ARRAY) {
            json.nextToken();
            put(text(json), field, line(json));
            while (json.nextToken() != JsonToken.END_ARRAY) {
                json.skipChildren();
            }
        } else if (value == JsonToken.START_OBJECT) {
            put(wnid(json), field, line(json));
        } else {
            throw notAMap(line(json));
        }
    }

    /** The WordNet id of a class that an object describes; what else the object says does not matter. */
    private String wnid(JsonParser json) throws IOException {
        int line = line(json);
        String found = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = json.currentName().equals("wnid");
            json.nextToken();
            if (wanted) {
                found = text(json);
            } else {
                json.skipChildren();
            }
        }
        if (found.isEmpty()) {
            throw notAMap(line);
        }
        return found;
    }

    private String text(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw notAMap(line(json));
        }
        return json.getText();
    }

    private static int line(JsonParser json) {
        return json.currentLocation().getLineNr();
    }

    private MetaFormerException notAMap(int line) {
        return new MetaFormerException("line " + line + " of class map '" + file
                + "' does not fit; write {\"name\": index}, [\"name\", ...], {\"index\": [\"name\", ...]} or"
                + " {\"index\": {\"wnid\": \"name\"}}");
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void put(String name, String index, int line) {
        if (!isNumber(index)) {
            throw new MetaFormerException("line " + line + " of class map '" + file + "' gives class "
                    + PrintableNames.quoted(name) + " the index " + PrintableNames.quoted(index)
                    + ", which is not a number from 0");
        }
        if (indexOfName.putIfAbsent(name, Integer.parseInt(index)) != null) {
            throw new MetaFormerException("line " + line + " of class map '" + file + "' names class "
                    + PrintableNames.quoted(name) + " a second time");
        }
    }
}

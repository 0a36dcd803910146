package io.metaformer4j.vision.labels;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reassessed labels of the ImageNet validation set ("Are we done with ImageNet?", arXiv:2006.07159).
 *
 * <p>The file {@code real.json} is a list with one list of classes per picture, in the order of the pictures' numbers
 * ({@code ILSVRC2012_val_00000001.JPEG} first). A prediction is right if it is any of the picture's classes; pictures
 * with an empty list are left out of the score.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class ReassessedLabels {

    private static final Pattern VALIDATION_NAME = Pattern.compile("ILSVRC2012_val_(\\d{8})(\\.\\w+)?");

    private final String source;
    private final List<List<Integer>> labels;

    private ReassessedLabels(String source, List<List<Integer>> labels) {
        this.source = source;
        this.labels = List.copyOf(labels);
    }

    /**
     * Reads the published JSON file.
     *
     * @param file list of lists of class indices
     * @return the labels
     * @throws IOException if the file cannot be read
     * @throws MetaFormerException if it is not such a list
     */
    public static ReassessedLabels read(Path file) throws IOException {
        List<List<Integer>> labels = new ArrayList<>();
        String text = TextFile.read(file, "list of real labels");
        try (JsonParser json = JsonFactory.builder().build().createParser(text)) {
            expect(json.nextToken(), JsonToken.START_ARRAY, file, labels.size());
            while (json.nextToken() != JsonToken.END_ARRAY) {
                expect(json.currentToken(), JsonToken.START_ARRAY, file, labels.size());
                List<Integer> classes = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, file, labels.size());
                    classes.add(json.getIntValue());
                }
                labels.add(List.copyOf(classes));
            }
        } catch (JsonProcessingException e) {
            throw new MetaFormerException(
                    "real labels '" + file + "' are not valid JSON (" + e.getOriginalMessage()
                            + "); use real.json of google-research/reassessed-imagenet",
                    e);
        }
        return new ReassessedLabels(file.toString(), labels);
    }

    private static void expect(JsonToken actual, JsonToken expected, Path file, int picture) {
        if (actual != expected) {
            throw new MetaFormerException("list of real labels '" + file + "' "
                    + (actual == null ? "ends too early" : "does not fit") + " at picture " + (picture + 1)
                    + "; the file must be a list with one list of class numbers per validation picture"
                    + " (real.json of google-research/reassessed-imagenet)");
        }
    }

    /**
     * How many pictures are labelled.
     *
     * @return number of pictures, 50,000 in the published file
     */
    public int size() {
        return labels.size();
    }

    /**
     * The classes that a validation picture may be said to show.
     *
     * @param fileName path or name of the picture; only its last part counts
     * @return class indices; empty if the picture is to be left out of the score
     * @throws MetaFormerException if the name is not one of the labelled validation pictures
     */
    public List<Integer> of(String fileName) {
        OptionalInt number = number(fileName);
        if (number.isEmpty() || number.getAsInt() < 1 || number.getAsInt() > labels.size()) {
            throw new MetaFormerException("'" + PrintableText.of(fileName) + "' is not one of the " + labels.size()
                    + " pictures labelled by '" + source
                    + "'; real labels exist for ILSVRC2012_val_00000001 and following only");
        }
        return labels.get(number.getAsInt() - 1);
    }

    private static OptionalInt number(String fileName) {
        String name = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        Matcher matcher = VALIDATION_NAME.matcher(name);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}

package io.metaformer4j.training.recipe.layered;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.metaformer4j.training.recipe.RecipeJson;
import io.metaformer4j.weights.json.StrictJson;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.SimilarNames;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Keys with values as plain data: how they are read from files, named by paths and laid over each other. */
public final class RecipeKeys {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String TYPE = "type";

    private RecipeKeys() {}

    /**
     * Reads a file that people wrote: JSON if its name ends in {@code .json}, YAML otherwise.
     *
     * @param file the file
     * @param what what messages call its kind, for instance {@code config}
     * @return maps, lists, text, numbers, booleans and nulls by key, in the order of the file; those of a
     *     recipe by the names that they have now
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if it holds anything but keys with values, or one of them twice
     */
    public static Map<String, Object> read(Path file, String what) throws IOException {
        String text = TextFile.read(file, what);
        String name = what + " '" + PrintableText.of(file.toString()) + "'";
        boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        return RecipeJson.renamed(json ? json(text, name) : yaml(text, name));
    }

    private static Map<String, Object> json(String text, String name) {
        Map<?, ?> read = StrictJson.of(name, Map.of()).read(text.getBytes(StandardCharsets.UTF_8), Map.class);
        return named(read);
    }

    /**
     * Reads YAML.
     *
     * @param text the text
     * @param name what messages call it
     * @return plain data by key
     * @throws MetaFormerException if it holds anything but keys with values, or one of them twice
     */
    public static Map<String, Object> yaml(String text, String name) {
        try {
            JsonNode tree = YAML.readTree(text);
            if (tree == null || !tree.isObject()) {
                throw new MetaFormerException(
                        name + " holds no keys with values; write lines such as 'epochs: 30', or leave it out");
            }
            return YAML.convertValue(tree, new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            // what is well-formed and refused nevertheless is told with the names of the reader's settings
            String problem = e instanceof MismatchedInputException
                    ? "a key is there twice, or a second document follows"
                    : String.valueOf(e.getOriginalMessage());
            throw new MetaFormerException(name + line + " cannot be understood: " + PrintableText.of(problem), e);
        }
    }

    /**
     * Data as YAML, with one value in a line and a remark behind each; {@link #yaml} reads the data from it.
     *
     * @param data plain data
     * @param remarks by path of the value, see {@link #leaves}; one for each
     * @return the text, with a line break at the end of each line
     */
    public static String toYaml(Map<String, Object> data, Map<String, String> remarks) {
        return new YamlLines(remarks).of(data);
    }

    /**
     * Every single value by its path, such as {@code optimization.optimizer.rate}. A list is one value, and so is an empty
     * group.
     *
     * @param data plain data
     * @return values by path, in the order of the data
     */
    public static Map<String, Object> leaves(Map<?, ?> data) {
        Map<String, Object> leaves = new LinkedHashMap<>();
        addLeaves("", data, leaves);
        return leaves;
    }

    private static void addLeaves(String path, Map<?, ?> data, Map<String, Object> leaves) {
        data.forEach((key, value) -> {
            if (value instanceof Map<?, ?> group && !group.isEmpty()) {
                addLeaves(path + key + ".", group, leaves);
            } else {
                leaves.put(path + key, value);
            }
        });
    }

    /**
     * Data with some values replaced. A group is replaced value by value, unless the new one is of another {@code type}.
     *
     * @throws MetaFormerException if a key is unknown; it names the nearest one
     */
    static Map<String, Object> merged(Map<?, ?> base, Map<?, ?> keys) {
        return merged(base, keys, "");
    }

    private static Map<String, Object> merged(Map<?, ?> base, Map<?, ?> keys, String path) {
        Map<String, Object> merged = named(base);
        named(keys).forEach((key, value) -> {
            if (!merged.containsKey(key)) {
                throw unknown(path + key, key, merged.keySet());
            }
            boolean inside = value instanceof Map<?, ?> group
                    && merged.get(key) instanceof Map<?, ?> own
                    && isOfSameType(own, group);
            merged.put(key, inside ? merged((Map<?, ?>) merged.get(key), (Map<?, ?>) value, path + key + ".") : value);
        });
        return merged;
    }

    private static boolean isOfSameType(Map<?, ?> own, Map<?, ?> group) {
        return !group.containsKey(TYPE) || String.valueOf(group.get(TYPE)).equals(own.get(TYPE));
    }

    private static Map<String, Object> named(Map<?, ?> data) {
        Map<String, Object> named = new LinkedHashMap<>();
        data.forEach((key, value) -> named.put(String.valueOf(key), value));
        return named;
    }

    /**
     * The error about a key that nothing knows.
     *
     * @param path the key as messages name it
     * @param key the key itself
     * @param known the keys that there are
     * @return the error, to be thrown
     */
    public static MetaFormerException unknown(String path, String key, Collection<String> known) {
        return new MetaFormerException("the key '" + PrintableText.of(path) + "' is unknown; did you mean "
                + String.join(" or ", SimilarNames.nearest(key, known, 2)) + "?");
    }
}

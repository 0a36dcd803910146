package io.metaformer4j.training.recipe.layered;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.zoo.PrintableText;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Plain data as YAML with one value in a line, and behind it a remark. */
final class YamlLines {

    /** Where the remarks stand if the values leave room for it. */
    private static final int REMARK = 52;

    private static final String INDENT = "  ";

    /** Words that need no quotes; whatever YAML could take for something else gets those of JSON, which are YAML's too. */
    private static final Pattern PLAIN = Pattern.compile("[a-z][a-z0-9_]*(-[a-z0-9_.]+)*");

    private static final Set<String> RESERVED = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> remarks;
    private final StringBuilder text = new StringBuilder();

    /** Values are remarked upon by their paths. */
    YamlLines(Map<String, String> remarks) {
        this.remarks = remarks;
    }

    /** The text of the data, which has a remark for each single value. */
    String of(Map<?, ?> data) {
        append("", "", data);
        return text.toString();
    }

    private void append(String indent, String path, Map<?, ?> data) {
        data.forEach((key, value) -> {
            if (value instanceof Map<?, ?> group && !group.isEmpty()) {
                text.append(indent).append(key).append(":\n");
                append(indent + INDENT, path + key + ".", group);
            } else {
                String line = indent + key + ": " + value(value);
                text.append(line)
                        .append(" ".repeat(Math.max(1, REMARK - line.length())))
                        .append("# ")
                        .append(PrintableText.of(String.valueOf(remarks.get(path + key))))
                        .append('\n');
            }
        });
    }

    private static String value(Object value) {
        if (value instanceof String word && PLAIN.matcher(word).matches() && !RESERVED.contains(word)) {
            return word;
        }
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value of a recipe is no plain data", e);
        }
    }
}

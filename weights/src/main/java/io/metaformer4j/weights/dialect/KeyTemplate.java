package io.metaformer4j.weights.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name with placeholders, such as {@code stages.{s}.blocks.{j}.{rest}}.
 *
 * <p>{@code {rest}} stands for any text, every other placeholder for a whole number. A template that is only written,
 * never matched, may also have placeholders like {@code {blocks:s}} or {@code {scale:s,i}}: a function of numbers found by
 * the template on the other side.
 */
final class KeyTemplate {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)(?::([a-z,]+))?}");

    private final List<String> literals = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<List<String>> arguments = new ArrayList<>();
    private final Pattern pattern;

    KeyTemplate(String template) {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        StringBuilder regex = new StringBuilder();
        int end = 0;
        while (placeholder.find()) {
            literals.add(template.substring(end, placeholder.start()));
            names.add(placeholder.group(1));
            arguments.add(
                    placeholder.group(2) == null
                            ? List.of()
                            : List.of(placeholder.group(2).split(",", -1)));
            regex.append(Pattern.quote(literals.get(literals.size() - 1)))
                    .append(placeholder.group(1).equals("rest") ? "(.+)" : "(0|[1-9]\\d{0,5})");
            end = placeholder.end();
        }
        literals.add(template.substring(end));
        regex.append(Pattern.quote(template.substring(end)));
        this.pattern = Pattern.compile(regex.toString());
    }

    /** What the placeholders stand for in a name, or empty if the name is of another form. */
    Optional<Map<String, String>> match(String name) {
        Matcher matcher = pattern.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), matcher.group(i + 1));
        }
        return Optional.of(values);
    }

    /** Fills the placeholders; functions are called with their name and the values of their arguments. */
    String fill(Map<String, String> values, BiFunction<String, List<Integer>, String> functions) {
        StringBuilder text = new StringBuilder(literals.get(0));
        for (int i = 0; i < names.size(); i++) {
            if (arguments.get(i).isEmpty()) {
                text.append(values.get(names.get(i)));
            } else {
                List<Integer> numbers = arguments.get(i).stream()
                        .map(name -> Integer.valueOf(values.get(name)))
                        .toList();
                text.append(functions.apply(names.get(i), numbers));
            }
            text.append(literals.get(i + 1));
        }
        return text.toString();
    }
}

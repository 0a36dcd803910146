package io.metaformer4j.weights.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A map of names as data: forms of whole names, of which the first that fits is rewritten, then segments (the parts between
 * dots) that are replaced wherever they stand. A name that no form fits keeps its form.
 */
final class KeyMap {

    /** Leaves every name as it is. */
    static final KeyMap IDENTITY = new Builder().build();

    private record Form(KeyTemplate from, KeyTemplate to) {}

    private record Segments(String from, String to) {}

    private final List<Form> forms;
    private final List<Segments> segments;

    private KeyMap(List<Form> forms, List<Segments> segments) {
        this.forms = List.copyOf(forms);
        this.segments = List.copyOf(segments);
    }

    /** Starts with a form of names and what becomes of it. */
    static Builder form(String from, String to) {
        return new Builder().form(from, to);
    }

    /** Starts with a segment, or several joined by dots, and its replacement. */
    static Builder segment(String from, String to) {
        return new Builder().segment(from, to);
    }

    /** Renames a name; functions are called with their name and numbers. */
    String apply(String name, BiFunction<String, List<Integer>, String> functions) {
        return replaceSegments(rewrite(name, functions));
    }

    /** Renames a name with a map that needs no functions. */
    String apply(String name) {
        return apply(name, (function, numbers) -> {
            throw new IllegalArgumentException("this map cannot call " + function);
        });
    }

    private String rewrite(String name, BiFunction<String, List<Integer>, String> functions) {
        for (Form form : forms) {
            Optional<Map<String, String>> values = form.from().match(name);
            if (values.isPresent()) {
                return form.to().fill(values.get(), functions);
            }
        }
        return name;
    }

    private String replaceSegments(String name) {
        String dotted = "." + name + ".";
        for (Segments pair : segments) {
            dotted = dotted.replace("." + pair.from() + ".", "." + pair.to() + ".");
        }
        return dotted.substring(1, dotted.length() - 1);
    }

    /** Collects forms and segments in the order in which they are tried. */
    static final class Builder {
        private final List<Form> forms = new ArrayList<>();
        private final List<Segments> segments = new ArrayList<>();

        Builder form(String from, String to) {
            forms.add(new Form(new KeyTemplate(from), new KeyTemplate(to)));
            return this;
        }

        Builder segment(String from, String to) {
            segments.add(new Segments(from, to));
            return this;
        }

        KeyMap build() {
            return new KeyMap(forms, segments);
        }
    }
}

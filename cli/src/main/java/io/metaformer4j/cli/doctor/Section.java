package io.metaformer4j.cli.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Facts about one part of the machine, in the order they are shown, and what is wrong with it. */
final class Section {

    private final String title;
    private final Map<String, Fact> facts = new LinkedHashMap<>();
    private String explanation = "";
    private final List<Finding> findings = new ArrayList<>();

    Section(String title) {
        this.title = title;
    }

    /**
     * A fact.
     *
     * @param shown how people read it
     * @param data the same as plain data: text, a number, a list or a map
     */
    record Fact(String shown, Object data) {}

    /** Adds a fact that is read as it is. */
    Section fact(String name, String value) {
        return fact(name, value, value);
    }

    Section fact(String name, int value) {
        return fact(name, String.valueOf(value), value);
    }

    /** Adds a list, or what stands for an empty one. */
    Section fact(String name, List<String> values, String none) {
        return fact(name, values.isEmpty() ? none : String.join(", ", values), values);
    }

    /** Adds a size. */
    Section bytes(String name, long bytes) {
        return fact(name, MachineSections.size(bytes), bytes);
    }

    Section fact(String name, String shown, Object data) {
        facts.put(name, new Fact(shown, data));
        return this;
    }

    /** Says to people how the facts are to be read. */
    Section explained(String text) {
        explanation = text;
        return this;
    }

    String explanation() {
        return explanation;
    }

    Section finding(Finding finding) {
        findings.add(finding);
        return this;
    }

    String title() {
        return title;
    }

    Map<String, Fact> facts() {
        return facts;
    }

    List<Finding> findings() {
        return findings;
    }
}

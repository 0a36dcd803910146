package io.metaformer4j.cli.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Facts about one part of the machine, in the order they are shown, and what is wrong with it. */
final class Section {

    private final String title;
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    Section(String title) {
        this.title = title;
    }

    /** Adds a fact: text, a number, or a list of texts. */
    Section fact(String name, Object value) {
        facts.put(name, value);
        return this;
    }

    Section finding(Finding finding) {
        findings.add(finding);
        return this;
    }

    String title() {
        return title;
    }

    Map<String, Object> facts() {
        return facts;
    }

    List<Finding> findings() {
        return findings;
    }
}

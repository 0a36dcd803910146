package io.metaformer4j.cli.doctor;

import io.metaformer4j.weights.hub.HubSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found about this machine, and what is wrong with it. */
public final class Examination {

    private final List<Section> sections;
    private final List<Finding> findings;

    Examination(List<Section> sections) {
        this.sections = List.copyOf(sections);
        this.findings = sections.stream()
                .flatMap(section -> section.findings().stream())
                .toList();
    }

    /**
     * Looks at everything, which takes some seconds.
     *
     * @param version version of this program
     * @return the findings
     */
    public static Examination ofThisMachine(String version) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("program").fact("version", version));
        sections.addAll(MachineSections.all());
        sections.addAll(EngineSections.all());
        sections.add(StorageSection.of(HubSettings.fromEnvironment()));
        return new Examination(sections);
    }

    /**
     * Whether the product can do its work here as it should.
     *
     * @return false if there is a problem, notes aside
     */
    public boolean isSound() {
        return findings.stream().noneMatch(Finding::grave);
    }

    /**
     * The examination as data.
     *
     * @return whether all is {@code sound}, a map of facts for each section, with sizes in bytes, and the lists
     *     {@code problems} and {@code notes}
     */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("sound", isSound());
        for (Section section : sections) {
            Map<String, Object> facts = new LinkedHashMap<>();
            section.facts().forEach((name, fact) -> facts.put(name, fact.data()));
            document.put(section.title(), facts);
        }
        document.put("problems", sentences(true));
        document.put("notes", sentences(false));
        return document;
    }

    private List<String> sentences(boolean grave) {
        return findings.stream()
                .filter(finding -> finding.grave() == grave)
                .map(Finding::what)
                .toList();
    }

    /**
     * The examination as people read it.
     *
     * @return lines, the problems and a summary last
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            text.append(section.title()).append('\n');
            if (!section.explanation().isEmpty()) {
                text.append("  (").append(section.explanation()).append(")\n");
            }
            int width = section.facts().keySet().stream()
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            section.facts().forEach((name, fact) -> text.append("  ")
                    .append(name)
                    .append(" ".repeat(width - name.length() + 2))
                    .append(fact.shown())
                    .append('\n'));
        }
        text.append('\n');
        sentences(false)
                .forEach(sentence -> text.append("note: ").append(sentence).append('\n'));
        sentences(true)
                .forEach(sentence -> text.append("PROBLEM: ").append(sentence).append('\n'));
        return text.append(summary()).append('\n').toString();
    }

    private String summary() {
        int problems = sentences(true).size();
        if (problems > 0) {
            return problems == 1 ? "one thing is wrong" : problems + " things are wrong";
        }
        return findings.isEmpty()
                ? "nothing is wrong"
                : "nothing is wrong that could change an answer; the notes need no action";
    }
}

package io.metaformer4j.cli.doctor;

import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.weights.hub.HubSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found about this machine, and what is wrong with it. */
public final class Examination {

    private final List<ReportSection> sections;
    private final List<Finding> findings;

    Examination(List<ReportSection> sections) {
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
        List<ReportSection> sections = new ArrayList<>();
        sections.add(ReportSection.of("program").withFact("version", version));
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
        for (ReportSection section : sections) {
            Map<String, Object> facts = new LinkedHashMap<>();
            section.facts().forEach(fact -> facts.put(fact.label(), fact.data()));
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
        for (ReportSection section : sections) {
            text.append(section.title()).append('\n');
            if (!section.explanation().isEmpty()) {
                text.append("  (").append(section.explanation()).append(")\n");
            }
            int width = section.facts().stream()
                    .mapToInt(fact -> fact.label().length())
                    .max()
                    .orElse(0);
            section.facts().forEach(fact -> text.append("  ")
                    .append(fact.label())
                    .append(" ".repeat(width - fact.label().length() + 2))
                    .append(fact.text())
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

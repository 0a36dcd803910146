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
     * @return the findings
     */
    public static Examination ofThisMachine() {
        List<Section> sections = new ArrayList<>(MachineSections.all());
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
     * @return a map of facts for each section, and the lists {@code problems} and {@code notes}
     */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        sections.forEach(section -> document.put(section.title(), section.facts()));
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
            int width = section.facts().keySet().stream()
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            section.facts().forEach((name, value) -> text.append("  ")
                    .append(name)
                    .append(" ".repeat(width - name.length() + 2))
                    .append(shown(value))
                    .append('\n'));
        }
        text.append('\n');
        sentences(false)
                .forEach(sentence -> text.append("note: ").append(sentence).append('\n'));
        sentences(true)
                .forEach(sentence -> text.append("PROBLEM: ").append(sentence).append('\n'));
        long problems = sentences(true).size();
        return text.append(
                        problems == 0
                                ? "nothing is wrong"
                                : problems == 1 ? "one thing is wrong" : problems + " things are wrong")
                .append('\n')
                .toString();
    }

    private static String shown(Object value) {
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "none known"
                    : String.join(", ", list.stream().map(String::valueOf).toList());
        }
        return String.valueOf(value);
    }
}

package io.metaformer4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Facts about one part of an engine or of a machine, and what is wrong with it.
 *
 * @param title what the part is called, in a word or two
 * @param explanation how the facts are to be read; empty where that needs no words
 * @param facts what is so, in the order in which it is shown; each label once
 * @param findings what is wrong
 */
public record ReportSection(String title, String explanation, List<Fact> facts, List<Finding> findings) {

    /**
     * Something that is so.
     *
     * @param label what the fact is about
     * @param text how people read it
     * @param data the same for programs: text, a number, a truth value, a list or a map of such
     */
    public record Fact(String label, String text, Object data) {

        /** There is no fact that is not known. */
        public Fact {
            Objects.requireNonNull(data, label);
        }
    }

    /** Copies the lists. */
    public ReportSection {
        facts = List.copyOf(facts);
        findings = List.copyOf(findings);
        if (facts.stream().map(Fact::label).distinct().count() < facts.size()) {
            throw new IllegalArgumentException("section '" + title + "' has two facts with one label among "
                    + facts.stream().map(Fact::label).toList());
        }
    }

    /**
     * A section that says nothing yet.
     *
     * @param title what the part is called
     * @return the section
     */
    public static ReportSection of(String title) {
        return new ReportSection(title, "", List.of(), List.of());
    }

    /**
     * The same under another title.
     *
     * @param newTitle what the part is called
     * @return the changed section
     */
    public ReportSection withTitle(String newTitle) {
        return new ReportSection(newTitle, explanation, facts, findings);
    }

    /**
     * The same, explained to people.
     *
     * @param text how the facts are to be read
     * @return the changed section
     */
    public ReportSection withExplanation(String text) {
        return new ReportSection(title, text, facts, findings);
    }

    /**
     * The same with a fact that people and programs read alike.
     *
     * @param label what the fact is about
     * @param text what is so
     * @return the changed section
     */
    public ReportSection withFact(String label, String text) {
        return withFact(label, text, text);
    }

    /**
     * The same with a number.
     *
     * @param label what the fact is about
     * @param number what is so
     * @return the changed section
     */
    public ReportSection withFact(String label, long number) {
        return withFact(label, String.valueOf(number), number);
    }

    /**
     * The same with a fact that people and programs read in their own ways; it takes the place of one with the same label.
     *
     * @param label what the fact is about
     * @param text how people read it
     * @param data the same as plain data, see {@link Fact#data()}
     * @return the changed section
     */
    public ReportSection withFact(String label, String text, Object data) {
        List<Fact> more = new ArrayList<>(facts);
        more.removeIf(fact -> fact.label().equals(label));
        more.add(new Fact(label, text, data));
        return new ReportSection(title, explanation, more, findings);
    }

    /**
     * The same with something that is wrong.
     *
     * @param finding what is wrong
     * @return the changed section
     */
    public ReportSection withFinding(Finding finding) {
        List<Finding> more = new ArrayList<>(findings);
        more.add(finding);
        return new ReportSection(title, explanation, facts, more);
    }
}

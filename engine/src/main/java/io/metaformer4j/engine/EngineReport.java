package io.metaformer4j.engine;

import java.util.List;

/**
 * What an engine found about itself on this machine: its libraries, its settings, and whether it computes rightly.
 *
 * @param sections the parts in the order in which they are shown; each title once
 */
public record EngineReport(List<ReportSection> sections) {

    /** The report of an engine that has nothing to say about itself. */
    public static final EngineReport NOTHING = new EngineReport(List.of());

    /** Copies the list. */
    public EngineReport {
        sections = List.copyOf(sections);
        if (sections.stream().map(ReportSection::title).distinct().count() < sections.size()) {
            throw new IllegalArgumentException("two sections have one title among "
                    + sections.stream().map(ReportSection::title).toList());
        }
    }

    /**
     * A report of some sections.
     *
     * @param sections the parts in the order in which they are shown
     * @return the report
     */
    public static EngineReport of(ReportSection... sections) {
        return new EngineReport(List.of(sections));
    }
}

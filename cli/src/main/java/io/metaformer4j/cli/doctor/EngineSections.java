package io.metaformer4j.cli.doctor;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engines: which there are, and what each found about itself. */
final class EngineSections {

    private EngineSections() {}

    static List<ReportSection> all() {
        return of(Engines.standard());
    }

    static List<ReportSection> of(Engines engines) {
        try {
            // first() warns of the failures, which are findings here
            return of(
                    engines,
                    engines.all().isEmpty() ? engines.first() : engines.all().get(0));
        } catch (MetaFormerException e) {
            return List.of(ReportSection.of("engines")
                    .withFact("state", "there is none that can be used")
                    .withFinding(Finding.problem(e.getMessage())));
        }
    }

    /** Where there are several, the titles of their sections begin with their names. */
    private static List<ReportSection> of(Engines engines, Engine preferred) {
        List<ReportSection> sections = new ArrayList<>(List.of(overview(engines, preferred)));
        boolean several = engines.all().size() > 1;
        for (Engine engine : engines.all()) {
            for (ReportSection section : engine.report().sections()) {
                sections.add(several ? section.withTitle(engine.name() + " " + section.title()) : section);
            }
        }
        return sections;
    }

    private static ReportSection overview(Engines engines, Engine preferred) {
        ReportSection section = ReportSection.of("engines");
        for (Engine engine : engines.all()) {
            boolean first = engine.equals(preferred);
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("priority", engine.priority());
            data.put("preferred", first);
            String text = "priority " + engine.priority() + (first ? ", taken unless another is named" : "");
            section = section.withFact(engine.name(), text, data);
        }
        for (Finding failure : engines.failures()) {
            section = section.withFinding(failure);
        }
        return section;
    }
}

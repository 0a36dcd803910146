package io.metaformer4j.cli.doctor;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engines: which there are, and what each found about itself. */
final class EngineSections {

    private static final String ANSWERS = "answers";

    private EngineSections() {}

    static List<ReportSection> all() {
        return of(Engines.standard());
    }

    static List<ReportSection> of(Engines engines) {
        if (engines.all().isEmpty()) {
            return List.of(none(engines));
        }
        // where there are several, the titles of their sections begin with their names
        List<ReportSection> sections = new ArrayList<>(List.of(overview(engines)));
        boolean several = engines.all().size() > 1;
        for (Engine engine : engines.all()) {
            for (ReportSection section : engine.report().sections()) {
                sections.add(several ? section.withTitle(engine.name() + " " + section.title()) : section);
            }
        }
        return sections;
    }

    private static ReportSection none(Engines engines) {
        ReportSection section = ReportSection.of("engines").withFact("state", "there is none that can be used");
        try {
            engines.preferred(Engines.Needs.ANSWERS);
            return section;
        } catch (MetaFormerException e) { // says why
            return section.withFinding(Finding.problem(e.getMessage()));
        }
    }

    private static ReportSection overview(Engines engines) {
        Map<String, List<String>> taken = new LinkedHashMap<>();
        usual().forEach((what, needs) -> engines.fitting(needs).findFirst().ifPresent(engine -> taken.computeIfAbsent(
                        engine.name(), name -> new ArrayList<>())
                .add(what)));
        ReportSection section = ReportSection.of("engines");
        for (Engine engine : engines.all()) {
            List<String> here = taken.getOrDefault(engine.name(), List.of());
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("priority", engine.priority());
            data.put("preferred", here.contains(ANSWERS));
            data.put("taken", here);
            String text = "priority " + engine.priority()
                    + (here.isEmpty() ? ", taken by its name" : ", taken for " + String.join(", ", here));
            section = section.withFact(engine.name(), text, data);
        }
        for (Finding failure : engines.failures()) {
            section = section.withFinding(failure);
        }
        return section;
    }

    /** What is asked of networks on a processor. */
    private static Map<String, Engines.Needs> usual() {
        Map<String, Engines.Needs> usual = new LinkedHashMap<>();
        usual.put(ANSWERS, Engines.Needs.ANSWERS);
        for (Precision precision : List.of(Precision.BFLOAT16, Precision.FLOAT16)) {
            usual.put(
                    precision.shortName(),
                    Engines.Needs.ANSWERS.withPlacement(Placement.DEFAULT.withPrecision(precision)));
        }
        for (Capability capability : Capability.values()) {
            usual.put(capability.title(), Engines.Needs.ANSWERS.withCapabilities(capability));
        }
        return usual;
    }
}

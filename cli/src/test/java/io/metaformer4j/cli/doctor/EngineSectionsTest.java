package io.metaformer4j.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.testing.StubEngine;
import io.metaformer4j.testing.StubOnClassPath;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of the engines where one of them is broken, or none is there. */
class EngineSectionsTest {

    @TempDir
    private Path folder;

    @Test
    void an_engine_that_cannot_be_made_is_a_finding_beside_the_others() throws Exception {
        List<String> engines = List.of("com.example.Gone", StubEngine.class.getName());
        List<ReportSection> sections =
                StubOnClassPath.during(folder, engines, () -> EngineSections.of(Engines.standard()));
        ReportSection overview = sections.get(0);
        assertThat(overview.facts())
                .extracting(ReportSection.Fact::label)
                .containsExactly("cpu", "torch", "onnx", "stub");
        assertThat(overview.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.grave()).isTrue();
            assertThat(finding.what()).contains("com.example.Gone", "cannot be made");
        });
        assertThat(sections).extracting(ReportSection::title).contains("stub engine", "torch kernels");
    }

    @Test
    void without_an_engine_it_is_said_what_to_add() {
        assertThat(EngineSections.of(Engines.of(List.of()))).singleElement().satisfies(section -> {
            assertThat(section.facts())
                    .containsExactly(new ReportSection.Fact(
                            "state", "there is none that can be used", "there is none that can be used"));
            assertThat(section.findings())
                    .extracting(Finding::what)
                    .singleElement()
                    .asString()
                    .contains("torch");
        });
    }
}

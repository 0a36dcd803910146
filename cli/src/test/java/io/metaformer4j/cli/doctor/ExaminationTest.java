package io.metaformer4j.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.ReportSection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExaminationTest {

    private static ReportSection section() {
        ReportSection memory = ReportSection.of("memory").withExplanation("how to read it");
        return MachineSections.withList(
                MachineSections.withBytes(memory, "total", 3L << 29), "caches", List.of(), "none known");
    }

    @Test
    void people_read_units_and_what_the_facts_mean() {
        assertThat(new Examination(List.of(section())).text())
                .isEqualTo(
                        """
                        memory
                          (how to read it)
                          total   1.5 GiB
                          caches  none known

                        nothing is wrong
                        """);
    }

    @Test
    void programs_read_numbers_lists_and_the_verdict() {
        assertThat(new Examination(List.of(section())).document())
                .containsEntry("sound", true)
                .containsEntry("memory", Map.of("total", 3L << 29, "caches", List.of()))
                .containsEntry("problems", List.of());
    }

    @Test
    void notes_are_no_problems_and_need_no_action() {
        Examination noted = new Examination(List.of(section().withFinding(Finding.note("slow"))));
        assertThat(noted.isSound()).isTrue();
        assertThat(noted.text()).contains("note: slow\n").endsWith("the notes need no action\n");
        Examination wrong = new Examination(
                List.of(section().withFinding(Finding.note("slow")).withFinding(Finding.problem("broken; mend it"))));
        assertThat(wrong.isSound()).isFalse();
        assertThat(wrong.text()).contains("PROBLEM: broken; mend it\n").endsWith("one thing is wrong\n");
        assertThat(wrong.document())
                .containsEntry("sound", false)
                .containsEntry("problems", List.of("broken; mend it"))
                .containsEntry("notes", List.of("slow"));
    }

    @Test
    void small_sizes_do_not_become_nothing() {
        assertThat(MachineSections.size(0)).isEqualTo("0 KiB");
        assertThat(MachineSections.size(1)).isEqualTo("1 KiB");
        assertThat(MachineSections.size(5 << 20)).isEqualTo("5 MiB");
    }
}

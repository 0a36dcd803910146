package io.metaformer4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several engines is taken. */
class EnginesTest {

    /** An engine that is only chosen. */
    private record Candidate(String name, int priority) implements Engine {
        @Override
        public List<Device> devices() {
            return List.of(Device.CPU);
        }

        @Override
        public Network load(
                Architecture architecture,
                Preprocessing preprocessing,
                Map<String, WeightTensor> weights,
                Placement placement) {
            throw new UnsupportedOperationException("nothing is loaded here");
        }
    }

    private static Engine candidate(String name, int priority) {
        return new Candidate(name, priority);
    }

    @Test
    void the_engine_of_the_highest_priority_is_taken_wherever_it_stands() {
        Engine last = candidate("last", -5);
        Engine usual = candidate("usual", 0);
        Engine best = candidate("best", 7);
        for (List<Engine> order : List.of(List.of(last, usual, best), List.of(best, last, usual))) {
            assertThat(Engines.of(order).first()).isEqualTo(best);
            assertThat(Engines.of(order).all()).containsExactly(best, usual, last);
        }
    }

    @Test
    void engines_of_one_priority_come_in_the_order_of_their_names() {
        Engines engines = Engines.of(List.of(candidate("b", 3), candidate("c", 3), candidate("a", 3)));
        assertThat(engines.all()).extracting(Engine::name).containsExactly("a", "b", "c");
        assertThat(engines).hasToString("a (priority 3), b (priority 3), c (priority 3)");
        assertThat(Engines.of(List.of())).hasToString("none");
    }

    @Test
    void a_name_takes_an_engine_that_is_not_preferred() {
        Engines engines = Engines.of(List.of(candidate("preferred", 9), candidate("other", 1)));
        assertThat(engines.named("other").name()).isEqualTo("other");
    }

    @Test
    void an_unknown_name_is_answered_with_the_engines_that_there_are() {
        Engines two = Engines.of(List.of(candidate("other", 1), candidate("preferred", 9)));
        assertThatThrownBy(() -> two.named("fast"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("there is no engine 'fast' on the class path; there are preferred, other");
        assertThatThrownBy(() -> Engines.of(List.of(candidate("only", 1))).named("fast"))
                .hasMessage("there is no engine 'fast' on the class path; there is only");
    }

    @Test
    void an_engine_that_is_registered_and_missing_is_one_sentence(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Engine.class.getName()), "com.example.Gone");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThatThrownBy(Engines::standard)
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("com.example.Gone", "cannot be made", "take it off the class path");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void titles_and_labels_of_a_report_are_told_apart() {
        ReportSection section = ReportSection.of("kernels").withFact("softmax", "right", true);
        assertThat(section.withFact("threads", 2).facts())
                .containsExactly(
                        new ReportSection.Fact("softmax", "right", true), new ReportSection.Fact("threads", "2", 2L));
        assertThat(section.withFact("softmax", "wrong", false).facts())
                .containsExactly(new ReportSection.Fact("softmax", "wrong", false));
        assertThatThrownBy(() -> EngineReport.of(section, ReportSection.of("kernels")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernels");
    }
}

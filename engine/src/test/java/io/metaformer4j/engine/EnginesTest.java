package io.metaformer4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several engines is taken. */
class EnginesTest {

    /** An engine that is only chosen. */
    private record Candidate(String name, int priority, Set<Capability> capabilities, Set<Precision> precisions)
            implements Engine {
        @Override
        public Optional<String> obstacle(Placement placement) {
            return precisions.contains(placement.precision())
                    ? Engine.super.obstacle(placement)
                    : Optional.of(name + " has no " + placement.precision().shortName());
        }

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

    /** The first bytes of a class file: the mark of all of them, and a version that no Java has. */
    private static final byte[] CLASS_OF_A_LATER_JAVA = {
        (byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0x7f, (byte) 0xff
    };

    /** What the engines that are registered here share. */
    public abstract static class Registered implements Engine {
        Registered() {}

        @Override
        public String name() {
            return "good";
        }

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

    /** An engine that can be made. */
    public static final class GoodEngine extends Registered {
        /** Made as a service. */
        public GoodEngine() {}
    }

    /** Another of the same name. */
    public static final class OtherGoodEngine extends Registered {
        /** Made as a service. */
        public OtherGoodEngine() {}
    }

    /** An engine whose constructor fails. */
    public static final class FailingEngine extends Registered {
        /** Fails as a service. */
        public FailingEngine() {
            throw new IllegalStateException("its library is missing");
        }
    }

    private static Engine candidate(String name, int priority) {
        return new Candidate(name, priority, Set.of(), Set.of(Precision.values()));
    }

    @Test
    void the_engine_of_the_highest_priority_is_taken_wherever_it_stands() {
        Engine last = candidate("last", -5);
        Engine usual = candidate("usual", 0);
        Engine best = candidate("best", 7);
        for (List<Engine> order : List.of(List.of(last, usual, best), List.of(best, last, usual))) {
            assertThat(Engines.of(order).preferred(Engines.Needs.ANSWERS)).isEqualTo(best);
            assertThat(Engines.of(order).all()).containsExactly(best, usual, last);
        }
    }

    /** An engine that computes in single precision only and has no gradients, and one that has everything. */
    private static final Engines QUICK_AND_ABLE = Engines.of(List.of(
            new Candidate("able", 1, Set.of(Capability.values()), Set.of(Precision.values())),
            new Candidate("quick", 2, Set.of(), Set.of(Precision.FLOAT32))));

    private static final Engines.Needs HALVES =
            Engines.Needs.ANSWERS.withPlacement(Placement.DEFAULT.withPrecision(Precision.FLOAT16));

    @Test
    void an_engine_that_cannot_do_what_is_needed_is_passed_over() {
        assertThat(QUICK_AND_ABLE.preferred(Engines.Needs.ANSWERS).name()).isEqualTo("quick");
        assertThat(QUICK_AND_ABLE.preferred(HALVES).name()).isEqualTo("able");
        Engines.Needs gradients = Engines.Needs.ANSWERS.withCapabilities(Capability.GRADIENTS);
        assertThat(QUICK_AND_ABLE.preferred(gradients).name()).isEqualTo("able");
        assertThat(QUICK_AND_ABLE.fitting(Engines.Needs.ANSWERS).map(Engine::name))
                .containsExactly("quick", "able");
        assertThat(QUICK_AND_ABLE.fitting(gradients).map(Engine::name)).containsExactly("able");
    }

    @Test
    void where_no_engine_can_do_what_is_needed_it_is_said_what_each_lacks() {
        Engines quick = Engines.of(List.of(QUICK_AND_ABLE.named("quick")));
        assertThatThrownBy(() -> quick.preferred(HALVES.withCapabilities()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("no engine on the class path computes fp16 on cpu: quick has no fp16; ask for less, or add"
                        + " another, for instance the library metaformer4j-torch");
        assertThatThrownBy(() -> quick.preferred(
                        Engines.Needs.ANSWERS.withCapabilities(Capability.CONTINUATION, Capability.GRADIENTS)))
                .hasMessageContaining(
                        "computes fp32 on cpu with gradients and answers to changed activations: the engine"
                                + " quick has no gradients and no answers to changed activations");
        assertThatThrownBy(() -> Engines.of(List.of(candidate("only", 1)))
                        .preferred(Engines.Needs.ANSWERS.withPlacement(
                                Placement.DEFAULT.withDevice(Device.parse("cuda:1")))))
                .hasMessageContaining("computes fp32 on cuda:1: the engine only has no device cuda:1");
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
    void two_engines_of_one_name_are_refused() {
        assertThatThrownBy(() -> Engines.of(List.of(candidate("same", 1), candidate("same", 2))))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("2 engines are called 'same'", Candidate.class.getName(), "all but one");
    }

    /** What the engines of a class path are on which some classes are registered as such. */
    private static Engines registered(Path folder, Class<?> usable, String... broken) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        List<String> names = new ArrayList<>(List.of(broken));
        names.add(usable.getName());
        Files.write(services.resolve(Engine.class.getName()), names);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            return Engines.standard();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void engines_that_cannot_be_made_leave_the_others_alone(@TempDir Path folder) throws IOException {
        Path tooNew = Files.createDirectories(folder.resolve("com/example")).resolve("TooNew.class");
        Files.write(tooNew, CLASS_OF_A_LATER_JAVA);
        Engines engines = registered(
                folder, GoodEngine.class, "com.example.Gone", "com.example.TooNew", FailingEngine.class.getName());
        assertThat(engines.all()).extracting(Engine::name).containsExactly("good");
        assertThat(engines.preferred(Engines.Needs.ANSWERS).name()).isEqualTo("good");
        assertThat(engines.named("good").name()).isEqualTo("good");
        assertThat(engines.failures()).hasSize(3).allSatisfy(failure -> {
            assertThat(failure.grave()).isTrue();
            assertThat(failure.what()).contains("cannot be made", "take it off the class path");
        });
        assertThat(engines.failures().get(0).what()).contains("com.example.Gone");
        assertThat(engines.failures().get(1).what()).contains("com/example/TooNew", "more recent version");
        assertThat(engines.failures().get(2).what()).contains("FailingEngine", "its library is missing");
        assertThatThrownBy(() -> engines.named("gone"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("there is no engine 'gone'", "there is good; ", "com.example.Gone");
    }

    @Test
    void if_no_engine_is_left_it_is_said_why(@TempDir Path folder) throws IOException {
        Engines engines = registered(folder, FailingEngine.class);
        assertThat(engines.all()).isEmpty();
        assertThatThrownBy(() -> engines.preferred(Engines.Needs.ANSWERS))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("no engine that could run", "FailingEngine", "its library is missing")
                .hasMessageNotContaining("metaformer4j-torch");
        assertThatThrownBy(() -> engines.named("failing"))
                .hasMessageContainingAll("no engine 'failing' on the class path; an engine on", "FailingEngine");
    }

    @Test
    void of_several_engines_with_one_name_on_the_class_path_none_is_used(@TempDir Path folder) throws IOException {
        Engines engines = registered(folder, GoodEngine.class, OtherGoodEngine.class.getName());
        assertThat(engines.all()).isEmpty();
        assertThat(engines.failures()).singleElement().satisfies(failure -> assertThat(failure.what())
                .contains("2 engines are called 'good'", GoodEngine.class.getName(), OtherGoodEngine.class.getName()));
        assertThatThrownBy(() -> engines.named("good")).hasMessageContaining("none of them is used");
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

package io.metaformer4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.EngineReport;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.engine.Request;
import io.metaformer4j.engine.profile.PassTimes;
import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.engine.profile.Profiler;
import io.metaformer4j.engine.profile.StepWork;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.ImageBatch.Layout;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.cost.Complexity;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every engine keeps: answers as described, errors that help, an orderly end, and gradients and partial passes where
 * there are some. A new engine inherits this class and says only what it is.
 */
public abstract class NetworkContractTest extends PartialPassesContract {

    /** Made by the test framework. */
    protected NetworkContractTest() {}

    @Test
    void networks_can_do_what_the_engine_says() {
        Set<Capability> found = EnumSet.noneOf(Capability.class);
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            network.gradients().ifPresent(gradients -> found.add(Capability.GRADIENTS));
            network.continuation().ifPresent(continuation -> found.add(Capability.CONTINUATION));
        }
        assertThat(engine().capabilities()).isEqualTo(found);
        assertThat(engine().obstacle(Placement.DEFAULT)).isEmpty();
    }

    @Test
    void batches_that_do_not_fit_are_refused_with_the_sizes() {
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            ImageBatch gray = ImageBatch.allocate(Layout.FLOAT32_NCHW, 2, 1, SIDE, SIDE);
            assertThatThrownBy(() -> network.run(gray, Request.LOGITS))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("[2, 1, 16, 16]", "3");
            ImageBatch small = ImageBatch.allocate(Layout.FLOAT32_NCHW, 1, 1, 1);
            Network fine = network; // a network that has refused something still works
            assertThatThrownBy(() -> fine.run(small.first(1), Request.of(Output.stage(7))))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("stage 7", "0 to 1");
            assertThatThrownBy(() -> fine.run(pictures(), Request.of(Output.activation("stages.0.blocks.9"))))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("stages.0.blocks.9", "use e.g.");
            assertThat(fine.run(pictures(), Request.LOGITS).logits().shape()).containsExactly(PICTURES, CLASSES);
        }
    }

    @Test
    void other_sizes_of_pictures_are_taken_where_the_architecture_allows_them() {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        try (Network network = load(architecture)) {
            ImageBatch wide = ImageBatch.allocate(Layout.UINT8_NHWC, 1, 24, 40);
            MapShape map = architecture.featureMaps(24, 40).get(1);
            assertThat(network.run(wide, Request.of(Output.stage(1)))
                            .get(Output.stage(1))
                            .shape())
                    .containsExactly(1, map.channels(), map.height(), map.width());
        }
    }

    @Test
    void weights_that_do_not_fit_are_refused_with_the_name_of_the_tensor() {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        Map<String, WeightTensor> missing = new LinkedHashMap<>(weights(architecture));
        missing.remove("stages.1.blocks.0.mlp.fc1.weight");
        Map<String, WeightTensor> misshapen = new LinkedHashMap<>(weights(architecture));
        misshapen.put("head.fc.weight", WeightTensor.ofFloats(new float[4], 2, 2));
        assertThatThrownBy(
                        () -> engine().load(architecture, TinyArchitectures.preprocessing(), missing, Placement.DEFAULT)
                                .close())
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("stages.1.blocks.0.mlp.fc1.weight");
        assertThatThrownBy(() -> engine().load(
                                architecture, TinyArchitectures.preprocessing(), misshapen, Placement.DEFAULT)
                        .close())
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("head.fc.weight", "[2, 2]");
    }

    @Test
    void weights_of_a_type_that_the_engine_does_not_accept_are_refused_with_name_and_type() {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        Map<String, WeightTensor> quantized = new LinkedHashMap<>(weights(architecture));
        assertThat(engine().quantizedTypes()).noneMatch(DType::isFloating);
        assumeTrue(!engine().quantizedTypes().contains(DType.I8), "the engine accepts bytes");
        quantized.computeIfPresent(
                "head.fc.weight",
                (name, tensor) -> WeightTensor.of(
                        DType.I8, ByteBuffer.allocateDirect((int) tensor.elementCount()), tensor.shape()));
        assertThatThrownBy(() -> engine().load(
                                architecture, TinyArchitectures.preprocessing(), quantized, Placement.DEFAULT)
                        .close())
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("head.fc.weight", "int8");
    }

    @Test
    void a_device_that_is_not_there_is_refused_by_its_name() {
        Device missing = new Device(Device.Kind.CUDA, 99);
        assertThat(engine().devices()).doesNotContain(missing);
        assertThatThrownBy(() -> load(TinyArchitectures.classifier(CLASSES), Placement.DEFAULT.withDevice(missing))
                        .close())
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("cuda:99", "use cpu");
    }

    @Test
    void a_precision_is_kept_or_refused_by_its_name() {
        for (Precision precision : Precision.values()) {
            Placement placement = Placement.DEFAULT.withPrecision(precision);
            try (Network network = load(TinyArchitectures.classifier(CLASSES), placement)) {
                assertThat(network.placement()).isEqualTo(placement);
            } catch (MetaFormerException e) {
                assertThat(precision).isNotEqualTo(Precision.FLOAT32);
                assertThat(e).hasMessageContaining(precision.shortName());
            }
        }
    }

    @Test
    void a_report_says_what_is_wrong_in_sentences_without_a_full_stop() {
        EngineReport report = engine().report();
        assertThat(report.sections()).allSatisfy(section -> {
            assertThat(section.title()).isNotBlank();
            assertThat(section.facts())
                    .allSatisfy(fact -> assertThat(fact.label()).isNotBlank());
            assertThat(section.findings())
                    .extracting(Finding::what)
                    .allSatisfy(what -> assertThat(what).isNotBlank().doesNotEndWith("."));
        });
    }

    @Test
    void a_closed_network_says_so() {
        Network network = load(TinyArchitectures.classifier(CLASSES));
        network.close();
        network.close();
        assertThatThrownBy(() -> network.run(pictures(), Request.LOGITS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void a_profile_has_the_steps_of_a_pass_and_times_that_add_up() {
        Architecture architecture = TinyArchitectures.classifier(CLASSES);
        Network network = load(architecture);
        try {
            assumeTrue(network.profiler().isPresent(), "the engine tells no times of steps, which are optional");
            Profiler profiler = network.profiler().get();
            List<StepWork> work = profiler.work(pictures());
            assertThat(work.stream().mapToLong(StepWork::allMacs).sum())
                    .isEqualTo(Complexity.of(architecture, SIDE, SIDE).macs());
            assertThat(work).extracting(StepWork::path).allSatisfy(path -> assertThat(path)
                    .isNotBlank());
            PassTimes pass = profiler.run(pictures());
            assertThat(pass.steps()).hasSameSizeAs(work).allSatisfy(time -> {
                assertThat(time.waiting()).isBetween(0.0, time.seconds());
                assertThat(time.seconds()).isBetween(0.0, pass.seconds());
            });
            assertThat(pass.outside()).isBetween(0.0, pass.seconds());
            Set<ProductFormat> formats = new TreeSet<>();
            work.forEach(step -> formats.addAll(step.macs().keySet()));
            assertThat(profiler.rates(pictures()).products().keySet()).containsExactlyInAnyOrderElementsOf(formats);
            ImageBatch gray = ImageBatch.allocate(Layout.FLOAT32_NCHW, 2, 1, SIDE, SIDE);
            assertThatThrownBy(() -> profiler.work(gray)).isInstanceOf(MetaFormerException.class);
            network.close();
            assertThatThrownBy(() -> profiler.run(pictures()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> profiler.rates(pictures())).isInstanceOf(IllegalStateException.class);
        } finally {
            network.close();
        }
    }

    @Test
    void closing_waits_for_those_who_run() throws Exception {
        Network network = load(TinyArchitectures.classifier(CLASSES));
        float[] expected = network.run(pictures(), Request.LOGITS).logits().values();
        CountDownLatch running = new CountDownLatch(2);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Callable<Integer> untilClosed = () -> {
                int runs = 0;
                while (true) {
                    try {
                        float[] answer =
                                network.run(pictures(), Request.LOGITS).logits().values();
                        assertThat(answer).containsExactly(expected, within(ROUNDING));
                        runs++;
                        if (runs == 1) {
                            running.countDown();
                        }
                    } catch (IllegalStateException e) {
                        return runs;
                    }
                }
            };
            Future<Integer> first = pool.submit(untilClosed);
            Future<Integer> second = pool.submit(untilClosed);
            assertThat(running.await(1, TimeUnit.MINUTES)).as("both have run").isTrue();
            network.close();
            assertThat(first.get(1, TimeUnit.MINUTES)).isPositive();
            assertThat(second.get(1, TimeUnit.MINUTES)).isPositive();
        } finally {
            network.close();
            pool.shutdownNow();
        }
    }
}

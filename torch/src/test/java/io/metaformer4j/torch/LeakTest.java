package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Native memory is given back at once, not left to the garbage collector, and the process does not grow. The counts are those
 * of the whole process, so these tests run in a process of their own, which is set up to be quiet, on a system whose
 * allocator returns all free memory when asked.
 */
@EnabledOnOs(OS.LINUX)
@Tag("leak")
class LeakTest {

    /** Steps of a round without gradients. */
    private static final int INFERENCE_STEPS = 50;

    /** Steps of a round. A leak of 14 KB in a step, less than the activations of a batch, comes to 420 KB. */
    private static final int STEPS = 30;

    /** Until when growth must have stopped: code, caches and buffers of the kernels settle sooner or later. */
    private static final int ROUNDS = 9;

    /** Objects that the runtime may create on its own meanwhile; a leak has at least one for each step. */
    private static final int STRAY_OBJECTS = 10;

    /** By how much the process may differ from itself after a round. Mostly it is a few pages. */
    private static final long STRAY_BYTES = 256 << 10;

    private static final int PLANTED_BYTES = 14_000;

    static List<Architecture> architectures() {
        return TinyArchitectures.family().stream()
                .map(architecture -> architecture.withRegularization(0.2, 0.2))
                .toList();
    }

    /**
     * Rounds must leave no native objects over and the process as large as it was. Now and then something else grows or
     * shrinks by more than a leak does, but not in every other round, so the median of an odd number of rounds decides.
     */
    private static void assertFlat(int steps, Runnable step) {
        List<Long> growth = new ArrayList<>();
        step.run(); // packed weights are created for good
        for (int round = 1; round <= ROUNDS; round++) {
            Count before = Count.now();
            repeat(steps, step);
            Count after = Count.now();
            assertThat(after.objects - before.objects)
                    .as("native objects left over by %d steps", steps)
                    .isLessThan(STRAY_OBJECTS);
            growth.add(after.process - before.process);
            if (round >= 3 && round % 2 == 1 && Math.abs(median(growth)) < STRAY_BYTES) {
                return;
            }
        }
        throw new AssertionError("the process grew by " + growth + " bytes in " + steps + " steps each; it leaks");
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void repeat(int times, Runnable step) {
        for (int i = 0; i < times; i++) {
            step.run();
        }
    }

    /** What is alive: native objects with a Java owner, and the resident memory of the process in bytes. */
    private record Count(long objects, long process) {

        /** Without what nobody uses any more: a leak would fill that first, and for a long time nothing would grow. */
        static Count now() {
            Pointer.trimMemory();
            return new Count(Pointer.totalCount(), Pointer.physicalBytes());
        }
    }

    /** What earlier tests left to the collector must not vanish while we count. */
    @BeforeEach
    void collect() {
        System.gc();
        Pointer.deallocateReferences();
    }

    @ParameterizedTest
    @ValueSource(ints = {INFERENCE_STEPS, STEPS})
    void a_leak_of_memory_is_found(int steps) {
        List<Pointer> leaked = new ArrayList<>();
        assertThatThrownBy(() -> assertFlat(steps, () -> {
                    Pointer memory = Pointer.malloc(PLANTED_BYTES);
                    leaked.add(memory);
                    Pointer.memset(memory, 1, PLANTED_BYTES);
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it leaks");
        leaked.forEach(Pointer::free);
    }

    @Test
    void a_leak_of_objects_is_found() {
        List<Pointer> leaked = new ArrayList<>();
        assertThatThrownBy(() -> assertFlat(STEPS, () -> leaked.add(new BytePointer(1))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("native objects left over");
        leaked.forEach(Pointer::close);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void inference_keeps_nothing(Architecture architecture) {
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            assertFlat(INFERENCE_STEPS, () -> {
                try (TensorScope scope = TensorScope.open();
                        NoGradGuard noGradients = new NoGradGuard()) {
                    Tensors.toFloats(network.outputs(Synth.input(3, 4, 3, 32, 32))
                            .logits()
                            .orElseThrow());
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void training_keeps_nothing(Architecture architecture) {
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            network.train(1);
            assertFlat(STEPS, () -> trainingStep(network));
        }
    }

    @Test
    void training_with_checkpoints_keeps_nothing() {
        Architecture architecture = architectures().get(0);
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            network.train(1);
            network.checkpointGradients(true);
            assertFlat(STEPS, () -> trainingStep(network));
        }
    }

    @Test
    void networks_give_everything_back() {
        Architecture architecture = TinyArchitectures.geoformer();
        // drawn once: their buffers wait for the collector
        Map<String, WeightTensor> weights = new InitialWeights(1).draw(architecture);
        assertFlat(STEPS, () -> {
            try (TensorScope scope = TensorScope.open();
                    NoGradGuard noGradients = new NoGradGuard();
                    TorchNetwork network = TorchNetwork.load(architecture, NetworkOptions.DEFAULT, weights)) {
                network.forward(Synth.input(3, 1, 3, 32, 32));
            }
        });
    }

    @Test
    void networks_outside_any_scope_give_everything_back() {
        Architecture architecture = TinyArchitectures.caformer();
        Map<String, WeightTensor> weights = new InitialWeights(1).draw(architecture);
        assertFlat(STEPS, () -> {
            try (TorchNetwork network = TorchNetwork.load(architecture, NetworkOptions.DEFAULT, weights);
                    Tensor images = Synth.input(3, 1, 3, 32, 32);
                    Tensor logits = network.forward(images)) {
                assertThat(logits.size(1)).isEqualTo(10);
            }
        });
    }

    @Test
    void networks_of_the_engine_give_everything_back() {
        Architecture architecture = TinyArchitectures.classifier(10);
        Map<String, WeightTensor> weights = new InitialWeights(1).draw(architecture);
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, 2, 16, 16);
        assertFlat(STEPS, () -> {
            try (Network network = new TorchEngine()
                    .load(architecture, TinyArchitectures.preprocessing(), weights, Placement.DEFAULT)) {
                network.run(batch, Request.everything(architecture));
                network.gradients().orElseThrow().of(batch, Output.activation("stages.1"), 1, 2);
                network.gradients().orElseThrow().of(batch, Output.INPUT, 1, 2);
            }
        });
    }

    @Test
    void networks_that_cannot_be_made_keep_nothing() {
        Architecture architecture = TinyArchitectures.caformer();
        Map<String, WeightTensor> weights = new InitialWeights(1).draw(architecture);
        Map<String, WeightTensor> incomplete = new LinkedHashMap<>(weights);
        incomplete.remove("head.norm.weight");
        NetworkOptions elsewhere = NetworkOptions.DEFAULT.withDevice(new Device(Device.Kind.CUDA, 99));
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard();
                TorchNetwork network = TorchNetwork.load(architecture, NetworkOptions.DEFAULT, weights)) {
            network.forward(Synth.input(3, 1, 3, 32, 32)); // waits for the checks that run beside
        }
        assertFlat(STEPS, () -> {
            assertRefused(() -> TorchNetwork.load(architecture, elsewhere, weights));
            assertRefused(() -> TorchNetwork.load(architecture, NetworkOptions.DEFAULT, incomplete));
            assertRefused(() -> GivenOperators.load(architecture, weights, () -> {
                throw new IllegalStateException("operators cannot be looked for");
            }));
        });
    }

    private static void assertRefused(ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(MetaFormerException.class);
    }

    private static void trainingStep(TorchNetwork network) {
        try (TensorScope scope = TensorScope.open()) {
            network.backward(
                    network.forward(Synth.input(3, 4, 3, 32, 32)).square().mean());
            try (NoGradGuard noGradients = new NoGradGuard()) {
                network.parameters().forEach((name, parameter) -> {
                    parameter.add_(parameter.grad(), new Scalar(-1e-3));
                    parameter.mutable_grad().reset();
                });
            }
        }
    }
}

package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.zoo.Architecture;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Native memory is given back at once, not left to the garbage collector, and the process does not grow. The counts are those
 * of the whole process, so these tests run in a process of their own.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("leak")
class LeakTest {

    /**
     * How often growth is measured before it counts as a leak. Arenas of the allocator, compiled methods and caches settle
     * sooner or later; a leak goes on.
     */
    private static final int ATTEMPTS = 4;

    /** Objects that the runtime may create on its own meanwhile; a leak has at least one for each step. */
    private static final int STRAY_OBJECTS = 10;

    /** A leak of an activation of 10 KiB reaches this in 200 steps. */
    private static final long STRAY_BYTES = 2L << 20;

    static List<Architecture> architectures() {
        return TinyNetworks.all().stream()
                .map(architecture -> architecture.withRegularization(0.2, 0.2))
                .toList();
    }

    /**
     * Some steps first, in which packed weights and buffers of the kernels are created for good and leaks use up what the
     * allocator has in store; then as many again must leave no native objects over and the process as large as it was.
     */
    private static void assertFlat(int steps, Runnable step) {
        List<Long> growth = new ArrayList<>();
        repeat(steps, step);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Count before = Count.afterCollection();
            repeat(steps, step);
            Count after = Count.now();
            assertThat(after.objects - before.objects)
                    .as("native objects left over by %d steps", steps)
                    .isLessThan(STRAY_OBJECTS);
            growth.add(after.process - before.process);
            if (after.process - before.process < STRAY_BYTES) {
                return;
            }
        }
        throw new AssertionError("the process grew by " + growth + " bytes in " + steps + " steps each; it leaks");
    }

    private static void repeat(int times, Runnable step) {
        for (int i = 0; i < times; i++) {
            step.run();
        }
    }

    /** What is alive: native objects with a Java owner, and the resident memory of the process in bytes. */
    private record Count(long objects, long process) {

        static Count now() {
            return new Count(Pointer.totalCount(), Pointer.physicalBytes());
        }

        /** What others left to the collector must not vanish while we count. */
        static Count afterCollection() {
            System.gc();
            Pointer.deallocateReferences();
            return now();
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void inference_keeps_nothing(Architecture architecture) {
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            assertFlat(1000, () -> {
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
            assertFlat(200, () -> trainingStep(network));
        }
    }

    @Test
    void training_with_checkpoints_keeps_nothing() {
        Architecture architecture = architectures().get(0);
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            network.train(1);
            network.checkpointGradients(true);
            assertFlat(200, () -> trainingStep(network));
        }
    }

    @Test
    void networks_give_everything_back() {
        Architecture architecture = TinyNetworks.geoformer();
        assertFlat(200, () -> {
            try (TensorScope scope = TensorScope.open();
                    NoGradGuard noGradients = new NoGradGuard();
                    TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
                network.forward(Synth.input(3, 1, 3, 32, 32));
            }
        });
    }

    @Test
    void networks_outside_any_scope_give_everything_back() {
        Architecture architecture = TinyNetworks.caformer();
        assertFlat(200, () -> {
            try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1);
                    Tensor images = Synth.input(3, 1, 3, 32, 32);
                    Tensor logits = network.forward(images)) {
                assertThat(logits.size(1)).isEqualTo(10);
            }
        });
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

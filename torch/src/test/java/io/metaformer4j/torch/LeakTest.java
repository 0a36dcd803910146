package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.zoo.Architecture;
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

/** Nothing of native memory is left to the garbage collector. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("parity") // counts of the whole process: repeatable only when nothing else runs in it
class LeakTest {

    /** Allocator arenas and compiled methods settle in the warm-up; a leak of one map a step would be far above this. */
    private static final long MEMORY_SLACK = 24L << 20;

    static List<Architecture> architectures() {
        return TinyNetworks.all().stream()
                .map(architecture -> architecture.withRegularization(0.2, 0.2))
                .toList();
    }

    /** The collector runs before the first count, so that what other tests left behind does not vanish in between. */
    private static void assertFlat(int steps, Runnable step) {
        for (int i = 0; i < 1 + steps / 5; i++) {
            step.run();
        }
        System.gc();
        Pointer.deallocateReferences();
        long pointers = Pointer.totalCount();
        long bytes = Pointer.totalBytes();
        long memory = Pointer.physicalBytes();
        for (int i = 0; i < steps; i++) {
            step.run();
        }
        assertThat(Pointer.totalCount()).as("native objects").isLessThanOrEqualTo(pointers);
        assertThat(Pointer.totalBytes()).as("bytes of native objects").isLessThanOrEqualTo(bytes);
        assertThat(Pointer.physicalBytes() - memory).as("growth of the process").isLessThan(MEMORY_SLACK);
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
            assertFlat(250, () -> trainingStep(network));
        }
    }

    @Test
    void training_with_checkpoints_keeps_nothing() {
        Architecture architecture = architectures().get(0);
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            network.train(1);
            network.checkpointGradients(true);
            assertFlat(250, () -> trainingStep(network));
        }
    }

    @Test
    void networks_give_everything_back() {
        Architecture architecture = TinyNetworks.geoformer();
        assertFlat(100, () -> {
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
        assertFlat(100, () -> {
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

package io.metaformer4j.torch.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.GivenOperators;
import io.metaformer4j.torch.Synth;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.check.KernelCheck;
import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.check.KernelSetting;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels are used where they are right, and only there. */
class KernelsTest {

    /** What libtorch 2.10 does on some processors: columns of the last rows are lost on the way. */
    private static Tensor losing(Tensor weight) {
        Tensor spoilt = weight.clone();
        spoilt.narrow(0, weight.size(0) - 1, 1)
                .narrow(1, 1, Math.min(2, weight.size(1) - 1))
                .fill_(new Scalar(0));
        return spoilt;
    }

    /** Some builds of libtorch have none. */
    private static void assumePackedLayers() {
        Optional<OneDnn> operators = OneDnn.find();
        operators.ifPresent(OneDnn::close);
        assumeThat(operators).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = KernelKind.class,
            names = {"PACKED_LINEAR", "PACKED_LINEAR_RELU", "PACKED_LINEAR_GELU", "PACKED_CONVOLUTION"})
    void packed_layers_are_right_when_they_are_padded_here(KernelKind kernel) {
        assumePackedLayers();
        KernelCheck check = KernelProbes.ofThisMachine().measure(KernelSetting.of(kernel));
        assertThat(check.passed()).as("%s", check).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = KernelKind.class,
            names = {"PACKED_LINEAR", "PACKED_LINEAR_RELU", "PACKED_LINEAR_GELU", "PACKED_CONVOLUTION"})
    void probes_find_weights_that_are_lost_when_they_are_packed(KernelKind kernel) {
        assumePackedLayers();
        Kernels kernels = new Kernels(KernelProbes.with(() -> OneDnn.find(KernelsTest::losing)));
        assertThat(kernels.isUsable(kernel)).isFalse();
        assertThat(Kernels.describeFailure(kernels.check(KernelSetting.of(kernel))))
                .contains(kernel.title(), "is wrong by", "instead");
    }

    @Test
    void a_network_whose_weights_are_lost_when_they_are_packed_still_answers_rightly() {
        for (Architecture architecture : TinyArchitectures.family()) {
            assertSameLogits(architecture, KernelsTest::losing);
        }
    }

    @Test
    void a_network_of_one_wrong_weight_still_answers_rightly() {
        UnaryOperator<Tensor> oneWeight = weight -> {
            Tensor spoilt = weight.contiguous().clone();
            spoilt.view(-1).narrow(0, weight.numel() / 2, 1).mul_(new Scalar(-1));
            return spoilt;
        };
        assertSameLogits(TinyArchitectures.caformer(), oneWeight);
    }

    private static void assertSameLogits(Architecture architecture, UnaryOperator<Tensor> beforePacking) {
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1);
                TensorScope scope = TensorScope.open()) {
            Map<String, WeightTensor> weights = network.snapshot();
            Tensor images = Synth.input(3, new int[] {2, 3, 32, 32});
            Tensor withGradients = network.forward(images);
            try (NoGradGuard noGradients = new NoGradGuard();
                    TorchNetwork spoilt =
                            GivenOperators.load(architecture, weights, () -> OneDnn.find(beforePacking))) {
                assertThat(ProbeValues.error(spoilt.forward(images), withGradients))
                        .isCloseTo(0, within(1e-5));
            }
        }
    }

    @Test
    void indispensable_kernels_are_right_on_this_machine() {
        for (KernelKind kernel : KernelKind.values()) {
            if (kernel.isRequired()) {
                Kernels.ofProcess().requireUsable(kernel);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void formulas_give_what_the_operations_give(Precision precision) {
        double bound = precision == Precision.FLOAT32 ? 1e-5 : 2e-2;
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard()) {
            TensorOptional none = NoArgument.tensor();
            Tensor x = ProbeValues.between(2, 64, 9, 9).to(NativeTypes.of(precision));
            Tensor weight = ProbeValues.between(64, 64, 3, 3).to(NativeTypes.of(precision));
            Tensor depthwise = ProbeValues.between(64, 1, 7, 7).to(NativeTypes.of(precision));
            Tensor rows = ProbeValues.between(5, 64).to(NativeTypes.of(precision));
            Tensor matrix = ProbeValues.between(64, 64).to(NativeTypes.of(precision));
            Tensor heads = ProbeValues.between(1, 2, 9, 8).to(NativeTypes.of(precision));
            long[] two = {2, 2};
            long[] one = {1, 1};
            assertThat(ProbeValues.error(
                            Operations.convolution(x, weight, none, two, one),
                            Formulas.convolution(x, weight, none, two, one)))
                    .isLessThan(bound);
            assertThat(ProbeValues.error(
                            Operations.depthwise(x, depthwise, none), Formulas.depthwise(x, depthwise, none)))
                    .isLessThan(bound);
            assertThat(ProbeValues.error(Operations.linear(rows, matrix, none), Formulas.linear(rows, matrix, none)))
                    .isLessThan(bound);
            assertThat(ProbeValues.error(
                            Operations.attention(heads, heads, heads), Formulas.attention(heads, heads, heads)))
                    .isLessThan(bound);
            assertThat(ProbeValues.error(
                            Operations.groupNorm(x, 1, none, none, 1e-5), Formulas.groupNorm(x, 1, none, none, 1e-5)))
                    .isLessThan(bound);
        }
    }
}

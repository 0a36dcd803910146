package io.metaformer4j.torch.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.ones_like;

import io.metaformer4j.torch.Synth;
import io.metaformer4j.torch.kernel.Autocast;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.ActivationObserver;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference is libtorch's own gradient. */
class DepthwiseGradientsTest {

    private static final ForwardPass TRAINING =
            new ForwardPass(true, false, new MaskSource(0), ActivationObserver.NONE);
    private static final long[] ONE = {1, 1};

    private final DepthwiseGradients gradients = new DepthwiseGradients();
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        gradients.close();
    }

    private static Tensor map(long seed, int channels, int height, int width) {
        return Synth.input(seed, 2, channels, height, width).contiguous(MemoryFormat.ChannelsLast);
    }

    private static Tensor kernels(int channels, int size) {
        return Synth.input(9, channels, 1, size, size).set_requires_grad(true);
    }

    private static Tensor plain(Tensor x, Tensor kernels) {
        long half = kernels.size(3) / 2;
        return conv2d(x, kernels, NoArgument.tensor(), ONE, new long[] {half, half}, ONE, kernels.size(0));
    }

    /** A loss whose gradient differs at every value. */
    private static Tensor loss(Tensor y) {
        return y.mul(y).mul(y).sum();
    }

    private static float[] gradient(Tensor variable) {
        return Tensors.toFloats(new Tensor(variable.grad()));
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static void requireClose(float[] actual, float[] expected, double tolerance) {
        double bound = tolerance * largest(expected);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isBetween((float) (expected[i] - bound), (float) (expected[i] + bound));
        }
    }

    @ParameterizedTest
    @CsvSource({"16,7,7,7", "16,12,9,9", "16,11,11,11", "48,9,12,7", "10,8,8,5", "32,11,9,9", "3,14,14,7"})
    void the_gradients_are_those_of_the_plain_convolution(int channels, int height, int width, int kernel) {
        Tensor x = map(1, channels, height, width).set_requires_grad(true);
        Tensor kernels = kernels(channels, kernel);
        Tensor expected = plain(x, kernels);
        loss(expected).backward();
        float[] ofMap = gradient(x);
        float[] ofKernels = gradient(kernels);
        x.mutable_grad().reset();
        kernels.mutable_grad().reset();

        assertThat(gradients.suit(x, kernels, TRAINING)).isTrue();
        Tensor actual = gradients.convolution(x, kernels);
        loss(actual).backward();
        gradients.finish();

        assertThat(Tensors.toFloats(actual)).isEqualTo(Tensors.toFloats(expected));
        assertThat(gradient(x)).isEqualTo(ofMap);
        requireClose(gradient(kernels), ofKernels, 1e-5); // sums of up to 2 * 14 * 14 products in another order
    }

    @ParameterizedTest
    @CsvSource({"16,7,7,7", "16,12,9,9", "48,9,12,7", "10,8,8,5", "3,14,11,7"})
    void a_factor_and_a_shift_have_the_gradients_of_the_plain_formula(int channels, int height, int width, int kernel) {
        Tensor x = map(1, channels, height, width).set_requires_grad(true);
        Tensor kernels = kernels(channels, kernel);
        Tensor factor = Synth.input(3, 1).set_requires_grad(true);
        Tensor shift = Synth.input(4, 1).set_requires_grad(true);
        List<Tensor> variables = List.of(x, kernels, factor, shift);
        Tensor expected = plain(x.mul(factor).add(shift), kernels);
        loss(expected).backward();
        List<float[]> plain =
                variables.stream().map(DepthwiseGradientsTest::gradient).toList();
        variables.forEach(variable -> variable.mutable_grad().reset());

        Tensor actual = gradients.convolutionScaled(x, kernels, factor, shift);
        loss(actual).backward();
        gradients.finish();

        requireClose(Tensors.toFloats(actual), Tensors.toFloats(expected), 1e-5);
        requireClose(gradient(x), plain.get(0), 1e-5);
        requireClose(gradient(kernels), plain.get(1), 1e-5);
        // a sum over all values, of both signs: its rounding is to be compared with what it would be without signs
        Tensor ofResult = expected.mul(expected).mul(new Scalar(3));
        double ofFactor = unsigned(ofResult.mul(plain(x, kernels)));
        double ofShift = unsigned(ofResult.mul(plain(ones_like(x), kernels)));
        assertThat((double) gradient(factor)[0]).isCloseTo(plain.get(2)[0], within(1e-5 * ofFactor));
        assertThat((double) gradient(shift)[0]).isCloseTo(plain.get(3)[0], within(1e-5 * ofShift));
    }

    private static double unsigned(Tensor values) {
        return values.abs().sum().item_double();
    }

    @Test
    void mixed_precision_loses_no_more_than_its_rounding() {
        Tensor x = map(1, 32, 10, 10);
        Tensor kernels = kernels(32, 7);
        loss(plain(x, kernels)).backward();
        float[] exact = gradient(kernels);
        kernels.mutable_grad().reset();
        Autocast.bfloat16(false).compute(() -> {
            if (gradients.suit(x, kernels, TRAINING)) { // not where bfloat16 is computed in single precision
                Tensor y = gradients.convolution(x, kernels);
                loss(y.to(kernels.scalar_type())).backward();
            } else {
                loss(plain(x, kernels)).backward();
            }
            return kernels;
        });
        gradients.finish();
        assertThat(kernels.grad().scalar_type().intern())
                .isEqualTo(kernels.scalar_type().intern());
        requireClose(gradient(kernels), exact, 2e-2); // x, y squared and the gradient have 8 bits each
    }

    @Test
    void passes_keep_their_own_maps_and_gradients_add_up() {
        Tensor kernels = kernels(16, 7);
        Tensor first = map(1, 16, 8, 8);
        Tensor second = map(2, 16, 8, 8);
        loss(plain(first, kernels)).backward();
        loss(plain(second, kernels)).backward();
        float[] sum = gradient(kernels);
        for (int round = 0; round < 3; round++) {
            kernels.mutable_grad().reset();
            gradients.convolution(second, kernels); // a pass of which nobody wants a gradient
            Tensor one = loss(gradients.convolution(first, kernels));
            Tensor other = loss(gradients.convolution(second, kernels));
            other.backward();
            gradients.finish();
            one.backward();
            gradients.finish();
            requireClose(gradient(kernels), sum, 1e-5);
        }
    }

    @Test
    void a_second_gradient_of_one_pass_is_refused() {
        Tensor kernels = kernels(16, 7);
        Tensor loss = loss(gradients.convolution(map(1, 16, 8, 8), kernels));
        loss.backward(new Tensor(), new BoolOptional(true), false, new TensorArrayRefOptional());
        loss.backward(new Tensor(), new BoolOptional(true), false, new TensorArrayRefOptional());
        assertThat(gradient(kernels)).containsOnly(Float.NaN);
        assertThatThrownBy(gradients::finish).hasMessageContaining("asked for twice");
        gradients.finish();
    }

    @Test
    void a_pass_that_was_given_up_is_refused_and_disturbs_no_other() {
        Tensor kernels = kernels(16, 7);
        Tensor late = loss(gradients.convolution(map(1, 16, 8, 8), kernels));
        gradients.giveUp();
        gradients.finish();
        Tensor second = map(2, 16, 8, 8);
        loss(gradients.convolution(second, kernels)).backward();
        gradients.finish();
        float[] own = gradient(kernels);
        kernels.mutable_grad().reset();
        loss(plain(second, kernels)).backward();
        requireClose(own, gradient(kernels), 1e-5);
        late.backward();
        assertThat(gradient(kernels)).containsOnly(Float.NaN);
        assertThatThrownBy(gradients::finish).hasMessageContaining("asked for twice");
    }

    @Test
    void where_it_gains_nothing_the_plain_convolution_stays() {
        Tensor kernels = kernels(16, 7);
        assertThat(gradients.suit(map(1, 16, 6, 9), kernels, TRAINING)).isFalse();
        assertThat(gradients.suit(map(1, 16, 9, 9), kernels(16, 3), TRAINING)).isFalse();
        assertThat(gradients.suit(map(1, 16, 9, 9), kernels.detach(), TRAINING)).isFalse();
        ForwardPass evaluation = new ForwardPass(false, false, new MaskSource(0), ActivationObserver.NONE);
        assertThat(gradients.suit(map(1, 16, 9, 9), kernels, evaluation)).isFalse();
    }
}

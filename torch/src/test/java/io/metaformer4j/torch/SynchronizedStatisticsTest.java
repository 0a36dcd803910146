package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.torch.run.StatisticsExchange;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.SmallModels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks on threads of their own that compute a batch together, with batch normalisation over all of it. */
@Timeout(60)
class SynchronizedStatisticsTest {

    private static final int PICTURES = 4;
    private static final int CLASSES = 3;
    private static final int SIDE = 16;

    /** Two blocks with a batch normalisation each. */
    private static final Architecture ARCHITECTURE = SmallModels.metaFormer(
            new TokenMixer.Geometric(
                    3, TokenMixer.Geometric.ofKernel(3).orders(), true, TokenMixer.Geometric.Details.FUSED),
            List.of(8, 16),
            List.of(1, 1),
            CLASSES);

    /**
     * Of the largest value of a tensor. Other orders of some hundred sums and other products in a dozen layers differ by as
     * many roundings of 6e-8; a division by the deviation of a channel makes them a few times larger.
     */
    private static final float ROUNDINGS = 2e-5f;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** What two networks add up; the last one to arrive does it for both. */
    private static final class Sums {

        private final double[][] parts = new double[2][];
        private final CyclicBarrier barrier = new CyclicBarrier(2, this::add);
        private double[] total = {};

        private void add() {
            total = parts[0].clone();
            for (int i = 0; i < total.length; i++) {
                total[i] += parts[1][i];
            }
        }

        StatisticsExchange of(int member) {
            return own -> {
                parts[member] = own;
                try {
                    barrier.await();
                } catch (Exception e) {
                    throw new IllegalStateException("the other network failed", e);
                }
                return total.clone();
            };
        }
    }

    /** The details that are normalised count as much as the rest, unlike in fresh networks. */
    private static TorchNetwork network() {
        TorchNetwork network = TorchNetwork.create(ARCHITECTURE, NetworkOptions.DEFAULT, 1);
        try (NoGradGuard noGrad = new NoGradGuard()) {
            network.parameters().forEach((name, tensor) -> {
                if (name.endsWith("detail_scale")) {
                    tensor.fill_(new Scalar(1));
                }
            });
        }
        return network;
    }

    /** Logits and gradients of some pictures; the loss of several is the sum of theirs. */
    private static Map<String, float[]> answers(TorchNetwork network, int from, int count) {
        Map<String, float[]> answers = new LinkedHashMap<>();
        try (TensorScope scope = TensorScope.open()) {
            network.train(5);
            Tensor logits =
                    network.forward(Synth.input(3, PICTURES, 3, SIDE, SIDE).narrow(0, from, count));
            Tensor factors = Synth.input(4, PICTURES, CLASSES).narrow(0, from, count);
            network.backward(logits.mul(factors).sum());
            answers.put("logits", Tensors.toFloats(logits));
            network.parameters().forEach((name, parameter) -> {
                assertThat(parameter.grad().defined()).as("gradient of " + name).isTrue();
                answers.put(name, Tensors.toFloats(parameter.grad()));
            });
        }
        return answers;
    }

    private <T> List<T> onBoth(Callable<T> one, Callable<T> other) throws Exception {
        Future<T> first = threads.submit(one);
        Future<T> second = threads.submit(other);
        return List.of(first.get(), second.get());
    }

    private static float[] joined(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static float[] added(float[] a, float[] b) {
        float[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    private static void assertClose(String what, float[] actual, float[] expected) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).as(what).isPositive();
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s[%d]: %f", what, i, expected[i])
                    .isLessThanOrEqualTo(ROUNDINGS * largest);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, false", "3, true"})
    void parts_of_a_batch_have_the_outputs_gradients_and_statistics_of_the_whole(int first, boolean checkpointing)
            throws Exception {
        try (TorchNetwork whole = network();
                TorchNetwork one = network();
                TorchNetwork other = network()) {
            Map<String, float[]> expected = answers(whole, 0, PICTURES);
            Sums sums = new Sums();
            one.synchronizeStatistics(sums.of(0));
            other.synchronizeStatistics(sums.of(1));
            one.checkpointGradients(checkpointing);
            other.checkpointGradients(checkpointing);
            List<Map<String, float[]>> parts =
                    onBoth(() -> answers(one, 0, first), () -> answers(other, first, PICTURES - first));
            expected.forEach((name, values) -> {
                float[] a = parts.get(0).get(name);
                float[] b = parts.get(1).get(name);
                assertClose(name, name.equals("logits") ? joined(a, b) : added(a, b), values);
            });
            Map<String, float[]> statistics = StateProbe.buffers(whole);
            Map<String, float[]> ofOther = StateProbe.buffers(other);
            assertThat(statistics).hasSizeGreaterThanOrEqualTo(6);
            StateProbe.buffers(one).forEach((name, values) -> {
                assertThat(values).as(name).isEqualTo(ofOther.get(name));
                assertClose(name, values, statistics.get(name));
            });
        }
    }

    /** Without this the test above would show nothing. */
    @Test
    void parts_with_statistics_of_their_own_have_other_outputs() {
        try (TorchNetwork whole = network();
                TorchNetwork part = network()) {
            float[] ofWhole = answers(whole, 0, PICTURES).get("logits");
            float[] ofPart = answers(part, 0, 2).get("logits");
            float largest = 0;
            for (int i = 0; i < ofPart.length; i++) {
                largest = Math.max(largest, Math.abs(ofPart[i] - ofWhole[i]));
            }
            assertThat(largest).isGreaterThan(1e-3f);
        }
    }

    @Test
    void in_evaluation_nothing_is_exchanged() {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = network()) {
            network.synchronizeStatistics(own -> {
                throw new IllegalStateException("nobody is there");
            });
            network.evaluate();
            assertThat(network.forward(Synth.input(3, 1, 3, SIDE, SIDE)).numel())
                    .isEqualTo(CLASSES);
        }
    }

    @Test
    void what_an_exchange_of_the_backward_pass_throws_keeps_its_type() {
        boolean[] gone = new boolean[1];
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = network()) {
            network.synchronizeStatistics(own -> {
                if (gone[0]) {
                    throw new UnsupportedOperationException("the others are gone");
                }
                return own;
            });
            network.train(5);
            Tensor loss = network.forward(Synth.input(3, 2, 3, SIDE, SIDE)).sum();
            gone[0] = true;
            assertThatThrownBy(() -> network.backward(loss))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("the others are gone");
        }
    }
}

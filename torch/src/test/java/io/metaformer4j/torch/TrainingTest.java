package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingTest {

    private static final int PICTURES = 8;

    static java.util.List<Architecture> architectures() {
        return TinyArchitectures.family();
    }

    static Tensor loss(TorchNetwork network, Tensor images) {
        return loss(network.forward(images));
    }

    private static Tensor loss(Tensor logits) {
        float[] classes = new float[PICTURES];
        for (int i = 0; i < PICTURES; i++) {
            classes[i] = i;
        }
        Tensor target = Tensors.of(classes, PICTURES).to(ScalarType.Long);
        return cross_entropy_loss(logits, target, new TensorOptional(), 1, -100, 0);
    }

    private static Tensor images() {
        return Synth.input(3, PICTURES, 3, 32, 32);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void gradient_descent_learns_a_batch_by_heart(Architecture architecture) {
        try (TensorScope outer = TensorScope.open();
                TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            Tensor images = images();
            network.train(7);
            float first = 0;
            float last = 0;
            for (int step = 0; step < 60; step++) {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor loss = loss(network, images);
                    network.backward(loss);
                    descend(network, 0.05);
                    last = loss.item_float();
                    first = step == 0 ? last : first;
                }
            }
            assertThat(last).isLessThan(first / 2);
        }
    }

    private static void descend(TorchNetwork network, double rate) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            network.parameters().forEach((name, parameter) -> {
                parameter.add_(parameter.grad(), new Scalar(-rate));
                parameter.mutable_grad().reset();
            });
        }
    }

    private static Map<String, float[]> gradients(TorchNetwork network) {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        try (TensorScope scope = TensorScope.open()) {
            network.parameters().forEach((name, parameter) -> {
                assertThat(parameter.grad().defined()).as("gradient of " + name).isTrue();
                gradients.put(name, Tensors.toFloats(parameter.grad()));
                parameter.mutable_grad().reset();
            });
        }
        return gradients;
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void gradient_checkpointing_gives_the_same_gradients(Architecture architecture) {
        Architecture regularized = architecture.withRegularization(0.4, 0.3);
        try (TensorScope outer = TensorScope.open();
                TorchNetwork network = TorchNetwork.create(regularized, NetworkOptions.DEFAULT, 1)) {
            Tensor images = images();
            Map<String, WeightTensor> start = network.snapshot();
            network.train(5);
            network.backward(loss(network, images));
            Map<String, float[]> plain = gradients(network);
            Map<String, float[]> plainState = StateProbe.buffers(network);
            network.restore(start);
            network.checkpointGradients(true);
            network.train(5);
            network.backward(loss(network, images));
            Map<String, float[]> recomputed = gradients(network);
            plain.forEach((name, gradient) ->
                    assertThat(recomputed.get(name)).as(name).isEqualTo(gradient));
            StateProbe.buffers(network)
                    .forEach((name, values) -> assertThat(values).as(name).isEqualTo(plainState.get(name)));
        }
    }

    /** Training folds what it can into weights; whoever watches a pass gets the plain formulas. Only roundings may differ. */
    @ParameterizedTest
    @MethodSource("architectures")
    void training_has_the_gradients_of_the_plain_formulas(Architecture architecture) {
        try (TensorScope outer = TensorScope.open();
                TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            Tensor images = images();
            network.train(5);
            Tensor watched = loss(network.forward(images, (module, activation) -> {}));
            network.backward(watched);
            Map<String, float[]> plain = gradients(network);
            network.train(5);
            Tensor alone = loss(network, images);
            network.backward(alone);
            assertThat(alone.item_float()).isCloseTo(watched.item_float(), withinPercentage(1e-3));
            // float32, some hundred layers of rounding deep; what cancels out, as a bias before pooling does, has only
            // rounding
            double floor = 1e-6
                    * plain.values().stream()
                            .mapToDouble(TrainingTest::norm)
                            .max()
                            .orElseThrow();
            gradients(network).forEach((name, gradient) -> assertThat(distance(gradient, plain.get(name)))
                    .as(name)
                    .isLessThan(1e-4 * norm(plain.get(name)) + floor));
        }
    }

    private static double distance(float[] actual, float[] expected) {
        float[] difference = actual.clone();
        for (int i = 0; i < expected.length; i++) {
            difference[i] -= expected[i];
        }
        return norm(difference);
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    @Test
    void random_matrices_are_not_trained() {
        try (TorchNetwork network = TorchNetwork.create(TinyArchitectures.fixedSize(), NetworkOptions.DEFAULT, 1)) {
            assertThat(network.parameters()).doesNotContainKey("stages.1.blocks.0.token_mixer.random_matrix");
            assertThat(network.state()).containsKey("stages.1.blocks.0.token_mixer.random_matrix");
        }
    }
}

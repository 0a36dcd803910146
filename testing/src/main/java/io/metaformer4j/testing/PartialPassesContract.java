package io.metaformer4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.engine.Continuation;
import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.ImageBatch.Layout;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.ArchitectureBuilder;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the parts of a pass are, where an engine has them: gradients behind biases, and answers to changed activations. */
abstract class PartialPassesContract extends GradientsContract {

    PartialPassesContract() {}

    /** A network without norms and with rectifiers only: full gradients add up to its scores. */
    private static Architecture rectified() {
        PatchEmbedding stem = new PatchEmbedding(new ConvSpec(3, 2, 1), Normalization.NONE);
        PatchEmbedding downsampling = new PatchEmbedding(ConvSpec.DOWNSAMPLING, Normalization.NONE);
        Block block = Block.of(new TokenMixer.Pooling(3), Normalization.NONE, new ChannelMlp(2, Activation.RELU, true));
        return ArchitectureBuilder.of(stem, downsampling)
                .stage(8, 1, block)
                .stage(12, 1, block)
                .build(
                        new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, Normalization.NONE, CLASSES),
                        InitializationScheme.FAN_IN);
    }

    /** Fresh biases are zeros, with which nothing would be seen. */
    private static Map<String, WeightTensor> withBiases(Map<String, WeightTensor> weights) {
        Random random = new Random(9);
        Map<String, WeightTensor> changed = new LinkedHashMap<>(weights);
        changed.replaceAll((name, tensor) -> {
            if (!name.endsWith(".bias")) {
                return tensor;
            }
            float[] values = new float[Math.toIntExact(tensor.elementCount())];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat() - 0.5f;
            }
            return WeightTensor.ofFloats(values, tensor.shape());
        });
        return changed;
    }

    @Test
    void full_gradients_of_a_rectified_network_add_up_to_the_score() {
        Map<String, WeightTensor> weights = withBiases(weights(rectified()));
        try (Network network =
                engine().load(rectified(), TinyArchitectures.preprocessing(), weights, Placement.DEFAULT)) {
            assumeTrue(network.gradients().isPresent(), "the engine has no gradients, which are optional");
            int[] classes = {4, 0, 9};
            Gradients.FullGradient found = network.gradients().get().full(pictures(), classes);
            assertThat(found.biases())
                    .extracting(Gradients.BiasGradient::operation)
                    .containsExactly(
                            "stem.conv",
                            "stages.0.blocks.0.mlp.fc1",
                            "stages.0.blocks.0.mlp.fc2",
                            "stages.1.downsample.conv",
                            "stages.1.blocks.0.mlp.fc1",
                            "stages.1.blocks.0.mlp.fc2");
            float[] head = weights.get("head.fc.bias").toFloats();
            for (int i = 0; i < PICTURES; i++) {
                double sum = head[classes[i]] + product(found.input(), i);
                for (Gradients.BiasGradient bias : found.biases()) {
                    sum += product(bias, i);
                }
                assertThat(sum)
                        .isCloseTo(found.input().logits().picture(i).values()[classes[i]], within((double) ROUNDING));
            }
            assertClose(
                    found.input().logits(),
                    network.run(pictures(), Request.LOGITS).logits());
        }
    }

    private static double product(Gradients.ActivationGradient input, int picture) {
        float[] values = input.activation().picture(picture).values();
        float[] gradient = input.gradient().picture(picture).values();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * gradient[i];
        }
        return sum;
    }

    private static double product(Gradients.BiasGradient bias, int picture) {
        float[] gradient = bias.gradient().picture(picture).values();
        float[] values = bias.bias().values();
        assertThat(bias.gradient().shape().get(1)).isEqualTo(values.length);
        int positions = gradient.length / values.length;
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            sum += (double) values[i / positions] * gradient[i];
        }
        return sum;
    }

    @Test
    void full_gradients_see_batch_normalisations_and_no_other_norms() {
        Architecture architecture = TinyArchitectures.geoformer();
        try (Network network = load(architecture)) {
            assumeTrue(network.gradients().isPresent(), "the engine has no gradients, which are optional");
            ImageBatch one = ImageBatch.allocate(Layout.UINT8_NHWC, 1, 32, 32);
            List<String> operations = network.gradients().get().full(one, 1).biases().stream()
                    .map(Gradients.BiasGradient::operation)
                    .toList();
            List<String> normalised = weights(architecture).keySet().stream()
                    .filter(name -> name.endsWith(".running_mean"))
                    .map(name -> name.substring(0, name.lastIndexOf('.')))
                    .toList();
            assertThat(normalised).isNotEmpty();
            assertThat(operations).containsAll(normalised).doesNotHaveDuplicates();
            assertThat(operations).noneMatch(name -> name.contains("norm1") || name.startsWith("head"));
        }
    }

    @Test
    void full_gradients_are_refused_for_what_is_not_there() {
        try (Network network = load(TinyArchitectures.classifier(CLASSES));
                Network backbone = load(TinyArchitectures.backbone())) {
            assumeTrue(network.gradients().isPresent(), "the engine has no gradients, which are optional");
            assertThatThrownBy(() -> network.gradients().get().full(pictures(), 0, 1, CLASSES))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("class 10", "0 to 9");
            assertThatThrownBy(() -> backbone.gradients().get().full(pictures(), 0, 1, 2))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("feature backbone");
        }
    }

    @Test
    void a_pass_that_goes_on_from_its_own_activation_ends_where_it_would_have() {
        for (Architecture architecture :
                List.of(TinyArchitectures.classifier(CLASSES), TinyArchitectures.linear(CLASSES))) {
            try (Network network = load(architecture)) {
                assumeTrue(network.continuation().isPresent(), "the engine does not go on, which is optional");
                Continuation continuation = network.continuation().get();
                FloatArray expected = network.run(pictures(), Request.LOGITS).logits();
                for (String module : Output.activations(architecture)) {
                    Output output = Output.activation(module);
                    FloatArray activation =
                            network.run(pictures(), Request.of(output)).get(output);
                    float[] before = activation.values().clone();
                    assertClose(continuation.logits(output, activation), expected);
                    assertThat(activation.values()).as(module).isEqualTo(before);
                }
            }
        }
    }

    @Test
    void a_changed_activation_of_a_linear_head_changes_the_score_by_its_weight() {
        Architecture architecture = TinyArchitectures.linear(CLASSES);
        try (Network network = load(architecture)) {
            assumeTrue(network.continuation().isPresent(), "the engine does not go on, which is optional");
            Output last = Output.activation("stages.1");
            FloatArray activation = network.run(pictures(), Request.of(last)).get(last);
            float[] before =
                    network.continuation().get().logits(last, activation).values();
            activation.values()[0] += 8; // channel 0 of picture 0
            FloatArray after = network.continuation().get().logits(last, activation);
            int channels = activation.shape().get(1);
            int positions = activation.shape().get(2) * activation.shape().get(3);
            float[] weight = weights(architecture).get("head.fc.weight").toFloats();
            for (int i = 0; i < before.length; i++) {
                float change = i < CLASSES ? 8 * weight[i * channels] / positions : 0;
                assertThat(after.values()[i] - before[i]).isCloseTo(change, within(ROUNDING));
            }
        }
    }

    @Test
    void a_pass_does_not_go_on_from_what_is_not_there() {
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            assumeTrue(network.continuation().isPresent(), "the engine does not go on, which is optional");
            Continuation continuation = network.continuation().get();
            FloatArray activation = FloatArray.of(new float[12 * 16], List.of(1, 12, 4, 4));
            assertThatThrownBy(() -> continuation.logits(Output.activation("stages.5"), activation))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("stages.5");
            assertThatThrownBy(() -> continuation.logits(Output.POOLED, activation))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("pooled");
            assertThatThrownBy(() -> continuation.logits(Output.activation("stages.0"), activation))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("[1, 12, 4, 4]", "stages.0", "8");
        }
    }

    @Test
    void parts_of_passes_of_a_closed_network_say_so() {
        Network network = load(TinyArchitectures.classifier(CLASSES));
        network.close();
        FloatArray activation = FloatArray.of(new float[12 * 16], List.of(1, 12, 4, 4));
        network.continuation().ifPresent(continuation -> assertThatThrownBy(
                        () -> continuation.logits(Output.activation("stages.1"), activation))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed"));
        network.gradients().ifPresent(gradients -> assertThatThrownBy(() -> gradients.full(pictures(), 0, 1, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed"));
    }
}

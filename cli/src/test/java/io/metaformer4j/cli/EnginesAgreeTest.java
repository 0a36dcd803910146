package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engines, which do not know each other, give the same answers to the same pictures with the same weights. */
class EnginesAgreeTest {

    /** Of the largest value of an output: some hundred products of float32, summed in another order through a few blocks. */
    private static final double ROUNDING = 2e-5;

    private static final int SIDE = 32;

    static List<Architecture> family() {
        return TinyArchitectures.family();
    }

    @ParameterizedTest
    @MethodSource("family")
    void torch_and_cpu_agree_on_every_output(Architecture architecture) {
        Set<Output> wanted =
                new LinkedHashSet<>(Request.everything(architecture).outputs());
        Output.activations(architecture).forEach(module -> wanted.add(Output.activation(module)));
        Outputs expected = outputs("torch", architecture, new Request(wanted));
        Outputs actual = outputs("cpu", architecture, new Request(wanted));
        expected.values().forEach((output, array) -> {
            float largest = 0;
            for (float value : array.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(actual.get(output).shape()).isEqualTo(array.shape());
            assertThat(actual.get(output).values()).as(output.name()).containsExactly(array.values(), within((float)
                    (ROUNDING * largest)));
        });
    }

    private static Outputs outputs(String engine, Architecture architecture, Request request) {
        Map<String, WeightTensor> weights = new InitialWeights(11).draw(architecture);
        ImageBatch pictures = ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, 3, SIDE, SIDE);
        byte[] bytes = new byte[pictures.pictureValues()];
        Random random = new Random(2);
        for (int i = 0; i < pictures.size(); i++) {
            random.nextBytes(bytes);
            pictures.putBytes(i, 0, bytes, 0, bytes.length);
        }
        try (Network network = Engines.standard()
                .named(engine)
                .load(architecture, TinyArchitectures.preprocessing(), weights, Placement.DEFAULT)) {
            return network.run(pictures, request);
        }
    }
}

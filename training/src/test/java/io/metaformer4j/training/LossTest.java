package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossTest {

    private static final JsonNode FIXTURE = Fixtures.read("losses.json");
    private static final int ROWS = 6;
    private static final int CLASSES = 9;

    @ParameterizedTest
    @CsvSource({
        "CrossEntropy, 0, false",
        "LabelSmoothingCrossEntropy(0.0), 0, false",
        "LabelSmoothingCrossEntropy(0.1), 0.1, false",
        "LabelSmoothingCrossEntropy(0.3), 0.3, false",
        "SoftTargetCrossEntropy, 0.1, true",
    })
    void values_and_gradients_equal_those_of_timm(String name, double smoothing, boolean soft) {
        JsonNode expected = StreamSupport.stream(FIXTURE.get("losses").spliterator(), false)
                .filter(loss -> loss.get("loss").textValue().equals(name))
                .findFirst()
                .orElseThrow();
        try (TensorScope scope = TensorScope.open()) {
            Tensor logits = Tensors.of(Fixtures.floats(FIXTURE.get("logits")), ROWS, CLASSES);
            logits.set_requires_grad(true);
            Targets targets = soft
                    ? Targets.shares(Fixtures.floats(FIXTURE.get("soft_target")), CLASSES)
                    : Targets.classes(labels());
            Tensor loss = Replica.loss(logits, targets.slice(0, ROWS), targets.smoothing(smoothing));
            loss.backward();
            double value = expected.get("value").doubleValue();
            assertThat(loss.item_double()).isCloseTo(value, within(1e-6 * value));
            assertThat(Tensors.toFloats(logits.grad()))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(Fixtures.floats(expected.get("grad")));
        }
    }

    private static int[] labels() {
        int[] labels = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            labels[i] = FIXTURE.get("target").get(i).intValue();
        }
        return labels;
    }
}

package io.metaformer4j.evaluation.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

/** Networks at work on noise. */
class InferenceRunTest {

    @Test
    void a_classifier_is_asked_for_logits_and_a_backbone_for_its_maps() {
        try (Network classifier = TinyModels.network(TinyArchitectures.classifier(3));
                Network backbone = TinyModels.network(TinyArchitectures.backbone())) {
            InferenceRun run = InferenceRun.of(classifier, 2, 16, 24);
            assertThat(run.request()).isEqualTo(Request.LOGITS);
            assertThat(run.images()).hasToString("ImageBatch[FLOAT32_NHWC, 2x3x16x24]");
            assertThatCode(run::run).doesNotThrowAnyException();
            InferenceRun maps = InferenceRun.of(backbone, 1, 16, 16);
            assertThat(maps.request()).isEqualTo(Request.everything(backbone.architecture()));
            assertThatCode(maps::run).doesNotThrowAnyException();
        }
    }

    @Test
    void noise_is_normalised_and_always_the_same() {
        ImageBatch noise = InferenceRun.noise(4, 3, 32, 32);
        FloatBuffer values = noise.floats();
        double sum = 0;
        double squares = 0;
        int count = values.remaining();
        while (values.hasRemaining()) {
            float value = values.get();
            sum += value;
            squares += value * value;
        }
        // of 12288 draws: five deviations of the mean, and of the mean square (0.89 for evenly spread values)
        assertThat(sum / count).isCloseTo(0, within(0.045));
        assertThat(squares / count).isCloseTo(1, within(0.045));
        assertThat(InferenceRun.noise(4, 3, 32, 32).floats()).isEqualTo(noise.floats());
    }
}

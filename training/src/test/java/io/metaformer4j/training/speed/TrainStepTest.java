package io.metaformer4j.training.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.evaluation.speed.InferenceRun;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import org.junit.jupiter.api.Test;

/** The step that is timed is one that learns. */
class TrainStepTest {

    private static final ImageBatch IMAGES = InferenceRun.noise(4, 3, TinyArchitectures.SIDE, TinyArchitectures.SIDE);

    private static ModelDescription model(Architecture architecture) {
        return ModelDescription.of("tiny", architecture, TinyArchitectures.preprocessing());
    }

    private static double lossAfter(int steps, Placement placement) {
        try (TrainStep step = TrainStep.of(model(TinyArchitectures.classifier(10)), placement, IMAGES, 1)) {
            for (int i = 0; i < steps; i++) {
                step.run();
            }
            return step.loss();
        }
    }

    @Test
    void every_step_changes_the_weights_towards_the_classes_of_the_batch() {
        double first = lossAfter(1, Placement.DEFAULT);
        assertThat(first).isPositive();
        assertThat(lossAfter(1, Placement.DEFAULT)).isCloseTo(first, within(1e-5));
        assertThat(lossAfter(20, Placement.DEFAULT)).isLessThan(first);
        assertThat(lossAfter(0, Placement.DEFAULT)).isNaN();
    }

    @Test
    void below_float32_the_forward_pass_is_mixed() {
        double exact = lossAfter(1, Placement.DEFAULT.withThreads(1));
        double mixed = lossAfter(1, Placement.DEFAULT.withPrecision(Precision.BFLOAT16));
        // eight bits in each of some ten layers, on logits of the order of one
        assertThat(mixed).isCloseTo(exact, within(0.1)).isNotEqualTo(exact);
    }

    @Test
    void a_network_without_a_classifier_has_no_step() {
        ModelDescription backbone = model(TinyArchitectures.backbone());
        assertThatThrownBy(() -> TrainStep.of(backbone, Placement.DEFAULT, IMAGES, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("tiny has no classifier")
                .hasMessageContaining("use a model that has one");
    }
}

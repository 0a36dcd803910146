package io.metaformer4j.training.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectiveTest {

    private static final JsonNode FIXTURE = Fixtures.json("objective/losses.json");
    private static final int ROWS = 6;
    private static final int CLASSES = 9;
    private static final BatchTargets<ClassTarget> BATCH = batch(labels(), List.of(), CLASSES);
    private static final Targets SOFT = new SoftTargets(Fixtures.floats(FIXTURE.get("soft_target")), CLASSES);
    private static final Targets MULTI_HOT = new SoftTargets(Fixtures.floats(FIXTURE.get("multi_hot")), CLASSES);
    private static final OptionalDouble NONE = OptionalDouble.empty();

    static Stream<Arguments> losses() {
        return Stream.of(
                hard("CrossEntropy", new SoftCrossEntropy(0)),
                hard("LabelSmoothingCrossEntropy(0.0)", new SoftCrossEntropy(0)),
                hard("LabelSmoothingCrossEntropy(0.1)", new SoftCrossEntropy(0.1)),
                hard("LabelSmoothingCrossEntropy(0.3)", new SoftCrossEntropy(0.3)),
                Arguments.of("SoftTargetCrossEntropy", new SoftCrossEntropy(0.1), SOFT),
                hard("BinaryCrossEntropy({'smoothing': 0.1}) hard target", new BinaryCrossEntropy(0.1)),
                hard("BinaryCrossEntropy({'smoothing': 0.0}) hard target", new BinaryCrossEntropy(0)),
                hard(
                        "BinaryCrossEntropy({'smoothing': 0.1, 'target_threshold': 0.2}) hard target",
                        new BinaryCrossEntropy(0.1, OptionalDouble.of(0.2), false)),
                hard(
                        "BinaryCrossEntropy({'smoothing': 0.1, 'sum_classes': True}) hard target",
                        new BinaryCrossEntropy(0.1, NONE, true)),
                Arguments.of("BinaryCrossEntropy(dense soft target)", new BinaryCrossEntropy(0.1), SOFT),
                Arguments.of(
                        "BinaryCrossEntropy(soft target, target_threshold=0.15)",
                        new BinaryCrossEntropy(0.1, OptionalDouble.of(0.15), false),
                        SOFT),
                Arguments.of(
                        "BinaryCrossEntropy(multi-hot, sum_classes)",
                        new BinaryCrossEntropy(0.1, NONE, true),
                        MULTI_HOT));
    }

    private static BatchTargets<ClassTarget> batch(int[] labels, List<Mix> mixes, int classes) {
        return new BatchTargets<>(
                IntStream.of(labels).mapToObj(ClassTarget::new).toList(),
                Collections.nCopies(labels.length, AppliedGeometry.whole(8, 8)),
                mixes,
                TinyArchitectures.classifier(classes));
    }

    private static Arguments hard(String name, ClassObjective objective) {
        return Arguments.of(name, objective, objective.targets(BATCH));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void values_and_gradients_equal_those_of_timm(String name, ClassObjective objective, Targets targets) {
        JsonNode expected = expected(name);
        try (TensorScope scope = TensorScope.open()) {
            Tensor logits = Tensors.of(Fixtures.floats(FIXTURE.get("logits")), ROWS, CLASSES);
            logits.set_requires_grad(true);
            Tensor loss = objective.loss(logits, targets.slice(0, ROWS));
            loss.backward();
            double value = expected.get("value").doubleValue();
            assertThat(loss.item_double()).isCloseTo(value, within(1e-6 * value));
            assertThat(Tensors.toFloats(logits.grad()))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(Fixtures.floats(expected.get("grad")));
        }
    }

    private static JsonNode expected(String name) {
        return StreamSupport.stream(FIXTURE.get("losses").spliterator(), false)
                .filter(loss -> loss.get("loss").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** timm has the first views of all pictures, then their second ones; here the views of a picture follow each other. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'JsdCrossEntropy(num_splits=3,alpha=12,smoothing=0.1)', 3, 12, 0.1",
        "'JsdCrossEntropy(num_splits=2,alpha=1,smoothing=0)', 2, 1, 0"
    })
    void the_divergence_between_views_and_its_gradient_equal_those_of_timm(
            String name, int views, double weight, double smoothing) {
        JsonNode expected = expected(name);
        int pictures = ROWS / views;
        ClassObjective objective = new JsdCrossEntropy(smoothing, views, weight);
        Targets targets = objective.targets(batch(Arrays.copyOf(labels(), pictures), List.of(), CLASSES));
        assertThat(objective.views()).isEqualTo(views);
        try (TensorScope scope = TensorScope.open()) {
            Tensor logits = Tensors.of(together(Fixtures.floats(FIXTURE.get("logits")), views), ROWS, CLASSES);
            logits.set_requires_grad(true);
            Tensor loss = objective.loss(logits, targets.slice(0, pictures));
            loss.backward();
            double value = expected.get("value").doubleValue();
            assertThat(loss.item_double()).isCloseTo(value, within(1e-6 * value));
            assertThat(Tensors.toFloats(logits.grad()))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(together(Fixtures.floats(expected.get("grad")), views));
        }
    }

    private static float[] together(float[] timm, int views) {
        int pictures = ROWS / views;
        float[] rows = new float[timm.length];
        for (int picture = 0; picture < pictures; picture++) {
            for (int view = 0; view < views; view++) {
                System.arraycopy(
                        timm, (view * pictures + picture) * CLASSES, rows, (picture * views + view) * CLASSES, CLASSES);
            }
        }
        return rows;
    }

    /** Where a class has no probability at all, in none of the views, neither the value nor the gradient is lost. */
    @Test
    void certain_answers_have_a_finite_divergence() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor logits = Tensors.of(new float[] {200, 0, 0, 0, 200, 0}, 2, 3);
            logits.set_requires_grad(true);
            Tensor loss = JsdCrossEntropy.of(0, 2).loss(logits, new ClassIndices(new int[] {0}).slice(0, 1));
            loss.backward();
            assertThat(loss.item_double()).isCloseTo(12 * Math.log(2), within(1e-5));
            for (float gradient : Tensors.toFloats(logits.grad())) {
                assertThat(Float.isFinite(gradient)).isTrue();
            }
        }
    }

    @Test
    void mixed_labels_are_smoothed_and_mixed_for_either_objective() {
        BatchTargets<ClassTarget> mixed = batch(new int[] {0, 2}, List.of(Mix.blend(0.75), Mix.blend(0.75)), 4);
        float off = 0.05f;
        float[] expected = {0.75f * 0.85f + 0.25f * off, off, 0.25f * 0.85f + 0.75f * off, off};
        try (TensorScope scope = TensorScope.open()) {
            for (ClassObjective objective : List.of(new SoftCrossEntropy(0.2), new BinaryCrossEntropy(0.2))) {
                Tensor second = objective.targets(mixed).slice(0, 1);
                assertThat(Tensors.toFloats(second))
                        .usingComparatorWithPrecision(1e-6f)
                        .containsExactly(expected);
            }
        }
    }

    @Test
    void a_slice_has_the_targets_of_its_pictures() {
        try (TensorScope scope = TensorScope.open()) {
            float[] all = Tensors.toFloats(SOFT.slice(0, ROWS));
            float[] some = Tensors.toFloats(SOFT.slice(2, 3));
            for (int i = 0; i < some.length; i++) {
                assertThat(some[i]).isEqualTo(all[2 * CLASSES + i]);
            }
            Tensor classes = new SoftCrossEntropy(0).targets(BATCH).slice(4, 1);
            assertThat(classes.item_long()).isEqualTo(labels()[4]);
        }
    }

    @Test
    void targets_keep_nothing_of_the_lent_labels() {
        List<ClassTarget> lent = new ArrayList<>(List.of(new ClassTarget(1), new ClassTarget(3)));
        Architecture network = TinyArchitectures.classifier(4);
        Targets targets = new SoftCrossEntropy(0)
                .targets(new BatchTargets<>(
                        lent, Collections.nCopies(2, AppliedGeometry.whole(8, 8)), List.of(), network));
        lent.set(0, new ClassTarget(2));
        try (TensorScope scope = TensorScope.open()) {
            assertThat(targets.slice(0, 1).item_long()).isEqualTo(1);
        }
    }

    @Test
    void impossible_numbers_are_refused_by_name() {
        assertThatThrownBy(() -> new SoftCrossEntropy(1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("label smoothing 1.0");
        assertThatThrownBy(() -> new BinaryCrossEntropy(Double.NaN))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("label smoothing NaN");
        assertThatThrownBy(() -> new BinaryCrossEntropy(0, OptionalDouble.of(1), false))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("threshold of the targets is 1.0");
        assertThatThrownBy(() -> JsdCrossEntropy.of(0.1, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("1 views of a picture needs at least 2");
        assertThatThrownBy(() -> new JsdCrossEntropy(0.1, 2, Double.NaN))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("weight of the divergence between views is NaN");
    }

    private static int[] labels() {
        int[] labels = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            labels[i] = FIXTURE.get("target").get(i).intValue();
        }
        return labels;
    }
}

package io.metaformer4j.training.optimizer.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.scalar_tensor;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightAverageTest {

    private static final JsonNode FIXTURE = Fixtures.json("optimizer/ema.json");

    /** V2, and V3 with a step number as timm's train.py uses it. Excluded buffers are a choice we do not offer. */
    static Stream<JsonNode> traces() {
        return StreamSupport.stream(FIXTURE.get("traces").spliterator(), false)
                .filter(trace -> !trace.get("args").has("exclude_buffers"))
                .filter(trace -> isSteady(trace)
                        || !trace.get("updates").get(0).get("step").isNull());
    }

    private static boolean isSteady(JsonNode trace) {
        return trace.get("cls").textValue().equals("ModelEmaV2");
    }

    private static Averaging averaging(JsonNode trace) {
        JsonNode args = trace.get("args");
        if (isSteady(trace)) {
            return new Averaging.Steady(args.get("decay").doubleValue());
        }
        return new Averaging.Exponential(
                args.get("decay").doubleValue(),
                new Averaging.DecayWarmup(
                        args.path("use_warmup").booleanValue(),
                        args.path("warmup_gamma").asDouble(1),
                        args.path("warmup_power").asDouble(2.0 / 3),
                        args.path("min_decay").asDouble(0),
                        args.path("update_after_step").asLong(0)));
    }

    @ParameterizedTest
    @MethodSource("traces")
    void averages_follow_those_of_timm(JsonNode trace) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<Tensor> averages = tensors(FIXTURE.get("initial"));
            List<Tensor> sources = tensors(FIXTURE.get("initial"));
            Averaging.Moving averaging = averaging(trace).average().orElseThrow();
            try (WeightAverage average = new WeightAverage(averaging, averages, sources)) {
                for (int i = 0; i < trace.get("updates").size(); i++) {
                    JsonNode update = trace.get("updates").get(i);
                    List<Tensor> model = tensors(FIXTURE.get("model_at_update").get(i));
                    for (int t = 0; t < model.size(); t++) {
                        sources.get(t).copy_(model.get(t));
                    }
                    long step = update.get("step").asLong(i + 1L);
                    assertThat(averaging.decayAt(step))
                            .isCloseTo(update.get("decay").doubleValue(), within(1e-9));
                    average.update(step);
                    List<Tensor> expected = tensors(update);
                    for (int t = 0; t < model.size(); t++) {
                        float[] wanted = Tensors.toFloats(expected.get(t));
                        assertThat(Tensors.toFloats(averages.get(t)))
                                .usingComparatorWithPrecision(2e-7f)
                                .containsExactly(wanted);
                    }
                }
            }
        }
    }

    private static List<Tensor> tensors(JsonNode node) {
        return List.of(
                Tensors.of(Fixtures.floats(node.get("w")), 4, 3),
                Tensors.of(Fixtures.floats(node.get("b")), 5),
                Tensors.of(Fixtures.floats(node.get("run")), 3),
                scalar_tensor(new Scalar(node.get("cnt").doubleValue())).to(ScalarType.Long));
    }

    @Test
    void the_fixtures_of_both_versions_are_run() {
        assertThat(traces().filter(WeightAverageTest::isSteady)).hasSize(2);
        assertThat(traces()).hasSize(5);
    }

    @Test
    void another_decay_keeps_the_kind_of_average() {
        Averaging.DecayWarmup warmup = new Averaging.DecayWarmup(true, 2, 0.5, 0.1, 7);
        Averaging.DecayWarmup none = new Averaging.DecayWarmup(false, 2, 0.5, 0.1, 7);
        assertThat(new Averaging.Exponential(0.9, warmup).withDecay(0.8))
                .isEqualTo(new Averaging.Exponential(0.8, warmup));
        assertThat(new Averaging.Exponential(0.9, warmup).withWarmup(false))
                .contains(new Averaging.Exponential(0.9, none));
        assertThat(new Averaging.Steady(0.9).withDecay(0.8)).isEqualTo(new Averaging.Steady(0.8));
        assertThat(new Averaging.Steady(0.9).withWarmup(true)).isEmpty();
        assertThatThrownBy(() -> new Averaging.Steady(1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("decay of the weight average is 1.0");
    }

    @Test
    void the_decay_rises_as_in_timm() {
        Averaging.Exponential averaging = new Averaging.Exponential(0.9998, Averaging.DecayWarmup.TIMM);
        FIXTURE.get("v3_warmup_decay").properties().forEach(entry -> assertThat(
                        averaging.decayAt(Long.parseLong(entry.getKey())))
                .as("update %s", entry.getKey())
                .isCloseTo(entry.getValue().doubleValue(), within(1e-11)));
    }
}

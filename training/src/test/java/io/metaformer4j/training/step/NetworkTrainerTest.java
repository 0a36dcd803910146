package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.fixtures.SyntheticTensor;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.ImageTensors;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.objective.BatchTargets;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.optimizer.ParameterGroup;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.augment.BatchMixer;
import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Five training steps of tiny networks against timm and PyTorch. */
class NetworkTrainerTest {

    private static final int SIDE = 64;
    private static final int BATCH = 4;
    private static final int CLASSES = 10;
    private static final long CASE_SEED = 11;
    private static final int STEPS = 5;
    private static final SoftCrossEntropy OBJECTIVE = new SoftCrossEntropy(0.1);

    /** Tolerances of the fixtures' README: what float32 in another order of summation does to these numbers. */
    private static final double RELATIVE = 1e-5;

    private static final double SUM_OVER_L2 = 3e-5;
    private static final float EVAL_LOGITS = 1e-4f;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "caf_adamw",
                "caf_adamw_clip1_softtarget",
                "caf_lamb_clip1",
                "caf_sgd_clip1",
                "pool_adamw",
                "pool_sgd",
                "poolv2_adamw"
            })
    void five_steps_follow_those_of_pytorch(String name) {
        JsonNode fixture = Fixtures.json("step/" + name + ".json");
        try (NetworkTrainer trainer = trainer(fixture, 1)) {
            for (int step = 0; step < STEPS; step++) {
                JsonNode expected = fixture.get("steps").get(step);
                double loss = trainer.accumulate(batch(expected, step), 1, step);
                assertThat(loss).isCloseTo(expected.get("loss").doubleValue(), relative(expected.get("loss")));
                assertThat(trainer.clip())
                        .isCloseTo(expected.get("grad_norm").doubleValue(), relative(expected.get("grad_norm")));
                trainer.update(fixture.get("lr").doubleValue(), step + 1);
                assertParameters(trainer, fixture, step);
            }
            trainer.network().evaluate();
            float[] pictures = SyntheticStream.of("eval", CASE_SEED).floats(2 * 3 * SIDE * SIDE, 0, 2);
            assertThat(logits(trainer.network().backbone(), pictures, 2))
                    .usingComparatorWithPrecision(EVAL_LOGITS)
                    .containsExactly(Fixtures.floats(fixture.get("eval_logits_after")));
        }
    }

    /** The same steps with the batch shared by two networks: other sums, the same numbers. */
    @Test
    void five_steps_of_two_replicas_follow_those_of_pytorch() {
        JsonNode fixture = Fixtures.json("step/caf_adamw.json");
        try (NetworkTrainer trainer = trainer(fixture, 2)) {
            for (int step = 0; step < STEPS; step++) {
                JsonNode expected = fixture.get("steps").get(step);
                double loss = trainer.accumulate(batch(expected, step), 1, step);
                assertThat(loss).isCloseTo(expected.get("loss").doubleValue(), relative(expected.get("loss")));
                trainer.clip();
                trainer.update(fixture.get("lr").doubleValue(), step + 1);
                assertParameters(trainer, fixture, step);
            }
        }
    }

    @Test
    void layers_learn_at_rates_that_fall_towards_the_stem() {
        JsonNode fixture = Fixtures.json("step/poolv2_adamw.json");
        TrainingRecipe plain = recipe(fixture, 1);
        TrainingRecipe layered = plain.withOptimization(plain.optimization().withLayerDecay(0.5));
        try (NetworkTrainer trainer = trainer(fixture, layered, weights(fixture))) {
            List<ParameterGroup> groups = trainer.optimizer().groups();
            double first = groups.get(0).rateScale();
            assertThat(first).isLessThan(1);
            assertThat(groups.get(groups.size() - 1).rateScale()).isEqualTo(1);
            String stem = groups.get(0).parameters().get(0).name();
            assertThat(stem).isEqualTo("stem.conv.weight");
            float[] before = Tensors.toFloats(trainer.network().parameters().get(stem));
            trainer.accumulate(batch(fixture.get("steps").get(0), 0), 1, 0);
            trainer.update(0.001, 1);
            float[] after = Tensors.toFloats(trainer.network().parameters().get(stem));
            for (int i = 0; i < before.length; i++) {
                double decay = 0.001 * first * 0.05 * Math.abs(before[i]);
                double bound = 1.001 * (0.001 * first + decay) + Math.ulp(before[i]);
                assertThat((double) Math.abs(after[i] - before[i])).isLessThanOrEqualTo(bound);
            }
        }
    }

    @Test
    void a_network_measured_between_updates_answers_with_its_newest_weights() {
        JsonNode fixture = Fixtures.json("step/poolv2_adamw.json");
        float[] pictures = SyntheticStream.of("eval", CASE_SEED).floats(2 * 3 * SIDE * SIDE, 0, 2);
        try (NetworkTrainer trainer = trainer(fixture, 1)) {
            TorchNetwork averaged = trainer.averaged().orElseThrow().backbone();
            for (int step = 0; step < 3; step++) {
                trainer.accumulate(batch(fixture.get("steps").get(step), step), 1, step);
                trainer.update(fixture.get("lr").doubleValue(), step + 1);
                for (TorchNetwork network : List.of(trainer.network().backbone(), averaged)) {
                    network.evaluate();
                    try (TorchNetwork fresh =
                            TorchNetwork.load(network.architecture(), NetworkOptions.DEFAULT, network.snapshot())) {
                        assertThat(logits(network, pictures, 2)).containsExactly(logits(fresh, pictures, 2));
                    }
                }
            }
        }
    }

    @Test
    void gradients_of_accumulated_batches_are_those_of_the_whole() {
        JsonNode fixture = Fixtures.json("step/caf_adamw.json");
        JsonNode first = fixture.get("steps").get(0);
        try (NetworkTrainer once = trainer(fixture, 1);
                NetworkTrainer twice = trainer(fixture, 1)) {
            once.accumulate(batch(first, 0), 1, 0);
            twice.accumulate(batch(first, 0), 0.5, 0);
            twice.accumulate(batch(first, 0), 0.5, 1);
            assertThat(twice.clip()).isCloseTo(once.clip(), within(1e-5));
        }
    }

    @Test
    void a_network_that_cannot_be_made_leaves_nothing_behind() {
        JsonNode fixture = Fixtures.json("step/caf_adamw.json");
        TrainingRecipe recipe = recipe(fixture, 1);
        float[] pictures = SyntheticStream.of("eval", CASE_SEED).floats(2 * 3 * SIDE * SIDE, 0, 2);
        try (NetworkTrainer trainer = trainer(fixture, recipe, weights(fixture))) {
            logits(trainer.network().backbone(), pictures, 2); // waits for the checks of kernels that run beside
        }
        Map<String, WeightTensor> misshapen = weights(fixture);
        misshapen.replaceAll((name, tensor) -> WeightTensor.ofFloats(new float[6], 2, 3));
        int times = 20;
        long before = Pointer.totalCount();
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> trainer(fixture, recipe, misshapen)).isInstanceOf(MetaFormerException.class);
        }
        assertThat(Pointer.totalCount() - before).isLessThan(times);
    }

    /** What four other orders of the same sums do to the reference says how far two orders are from each other. */
    @Test
    void three_steps_in_bfloat16_follow_those_of_pytorch() {
        JsonNode single = Fixtures.json("step/caf_adamw.json");
        JsonNode fixture = Fixtures.json("step/caf_adamw_bfloat16.json");
        JsonNode orders = fixture.get("measured_orders");
        TrainingRecipe recipe = recipe(single, 1).withPrecision(Precision.BFLOAT16);
        try (NetworkTrainer trainer = trainer(single, recipe, weights(single))) {
            for (int step = 0; step < fixture.get("steps").size(); step++) {
                JsonNode expected = fixture.get("steps").get(step);
                JsonNode inSingle = single.get("steps").get(step);
                double loss = trainer.accumulate(batch(inSingle, step), 1, step);
                assertThat(Math.abs(loss / inSingle.get("loss").doubleValue() - 1))
                        .as("not in single precision")
                        .isGreaterThan(RELATIVE);
                assertClose(loss, expected.get("loss"), orders.get("loss"));
                assertClose(trainer.clip(), expected.get("grad_norm"), orders.get("grad_norm"));
                trainer.update(single.get("lr").doubleValue(), step + 1);
                trainer.network().parameters().forEach((name, tensor) -> {
                    double squares = 0;
                    for (float value : Tensors.toFloats(tensor)) {
                        squares += (double) value * value;
                    }
                    assertClose(Math.sqrt(squares), expected.get("param_l2").get(name), orders.get("param_l2"));
                });
            }
        }
    }

    /** Within three times the largest of some relative differences. */
    private static void assertClose(double value, JsonNode expected, JsonNode differences) {
        double largest = 0;
        for (JsonNode difference : differences) {
            largest = Math.max(largest, difference.doubleValue());
        }
        assertThat(value).isCloseTo(expected.doubleValue(), within(3 * largest * expected.doubleValue()));
    }

    @Test
    void mixed_precision_leaves_the_setting_of_the_thread_as_it_was() {
        JsonNode fixture = Fixtures.json("step/caf_adamw.json");
        TrainingRecipe recipe = recipe(fixture, 1).withPrecision(Precision.BFLOAT16);
        try (NetworkTrainer trainer = trainer(fixture, recipe, weights(fixture))) {
            ScalarType before = torch.get_autocast_dtype(DeviceType.CPU).intern();
            torch.set_autocast_dtype(DeviceType.CPU, ScalarType.Half);
            try {
                trainer.accumulate(batch(fixture.get("steps").get(0), 0), 1, 0);
                assertThat(torch.get_autocast_dtype(DeviceType.CPU).intern()).isEqualTo(ScalarType.Half);
                assertThat(torch.is_autocast_enabled(DeviceType.CPU)).isFalse();
            } finally {
                torch.set_autocast_dtype(DeviceType.CPU, before);
            }
        }
    }

    private static NetworkTrainer trainer(JsonNode fixture, int replicas) {
        return trainer(fixture, recipe(fixture, replicas), weights(fixture));
    }

    private static NetworkTrainer trainer(JsonNode fixture, TrainingRecipe recipe, Map<String, WeightTensor> weights) {
        Architecture architecture = architecture(fixture.get("model").textValue());
        ModelDescription model = ModelDescription.of("tiny", architecture, Preprocessing.imageNet(SIDE, 1));
        return new NetworkTrainer(model, recipe, NetworkOptions.DEFAULT, Optional.of(weights));
    }

    private static Map<String, WeightTensor> weights(JsonNode fixture) {
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        for (JsonNode row : fixture.get("param_spec_rows_key_shape_mean_half")) {
            SyntheticTensor tensor = SyntheticTensor.of(row);
            weights.put(tensor.name(), WeightTensor.ofFloats(tensor.values(CASE_SEED), tensor.sides()));
        }
        return weights;
    }

    /** timm's networks with one block in each stage and fewer channels. */
    private static Architecture architecture(String name) {
        Architecture full = Catalog.standard()
                .get(
                        switch (name) {
                            case "caf" -> "caformer_s18.sail_in1k";
                            case "pool" -> "poolformer_s12.sail_in1k";
                            default -> "poolformerv2_s12.sail_in1k";
                        })
                .architecture();
        List<Integer> dims = name.equals("caf") ? List.of(16, 32, 64, 96) : List.of(16, 32, 48, 64);
        return TinyArchitectures.sized(full, dims, List.of(1, 1, 1, 1)).withClasses(CLASSES);
    }

    private static TrainingRecipe recipe(JsonNode fixture, int replicas) {
        JsonNode clip = fixture.get("clip_grad_norm");
        return new TrainingRecipe(
                "fixture",
                0,
                1,
                new Batching(BATCH, 1, replicas),
                OBJECTIVE,
                new Optimization(
                        OptimizerSpec.named(
                                        fixture.get("optimizer").textValue(),
                                        fixture.get("lr").doubleValue(),
                                        fixture.get("weight_decay").doubleValue())
                                .orElseThrow(),
                        new Schedule(Warmup.NONE, new Decay.Constant(), 0, true),
                        clip.isNull() ? new Clipping.None() : new Clipping.JointNorm(clip.doubleValue()),
                        new Averaging.Exponential(0.5)),
                Runs.CROPS,
                Architecture.Regularization.NONE,
                Precision.FLOAT32);
    }

    private static TrainingBatch batch(JsonNode step, int number) {
        float[] pictures = SyntheticStream.of("batch" + number, CASE_SEED).floats(BATCH * 3 * SIDE * SIDE, 0, 2);
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, BATCH, SIDE, SIDE);
        for (int i = 0; i < BATCH; i++) {
            int size = batch.pictureValues();
            batch.putFloats(i, 0, pictures, i * size, size);
        }
        List<ClassTarget> classes = new ArrayList<>();
        step.get("targets").forEach(label -> classes.add(new ClassTarget(label.intValue())));
        List<Mix> mixes = List.of();
        if (step.has("lam")) {
            mixes = Collections.nCopies(BATCH, Mix.blend(step.get("lam").doubleValue()));
            new BatchMixer().mix(batch, mixes);
        }
        Architecture network = TinyArchitectures.classifier(CLASSES);
        List<AppliedGeometry> whole = Collections.nCopies(classes.size(), AppliedGeometry.whole(SIDE, SIDE));
        return new TrainingBatch(batch, OBJECTIVE.prepare(new BatchTargets<>(classes, whole, mixes, network)));
    }

    private static float[] logits(TorchNetwork network, float[] pictures, int count) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            return Tensors.toFloats(network.forward(Tensors.of(pictures, count, 3, SIDE, SIDE)));
        }
    }

    /**
     * Sum and norm of every parameter; the sum against the norm, because it may cancel. Where float32 itself was found to be
     * farther from exact arithmetic than the bound, two of its orders may differ by twice as much.
     */
    private static void assertParameters(NetworkTrainer trainer, JsonNode fixture, int step) {
        List<String> skipped = new ArrayList<>();
        fixture.get("zero_gradient_params").forEach(name -> skipped.add(name.textValue()));
        JsonNode expected = fixture.get("steps").get(step).get("params");
        double norms = Math.max(RELATIVE, 2 * measured(fixture, "param_l2_rel_per_step", step));
        double sums = Math.max(SUM_OVER_L2, 2 * measured(fixture, "param_sum_over_l2_per_step", step));
        trainer.network().parameters().forEach((name, tensor) -> {
            if (skipped.contains(name)) {
                return;
            }
            float[] values = Tensors.toFloats(tensor);
            double sum = 0;
            double squares = 0;
            for (float value : values) {
                sum += value;
                squares += (double) value * value;
            }
            double l2 = expected.get(name).get(1).doubleValue();
            assertThat(Math.sqrt(squares)).as(name).isCloseTo(l2, within(norms * l2));
            assertThat(sum).as(name).isCloseTo(expected.get(name).get(0).doubleValue(), within(sums * l2));
        });
    }

    private static double measured(JsonNode fixture, String what, int step) {
        return fixture.get("measured_f32_vs_f64").get(what).get(step).doubleValue();
    }

    private static org.assertj.core.data.Offset<Double> relative(JsonNode expected) {
        return within(RELATIVE * Math.abs(expected.doubleValue()));
    }

    @Test
    void bytes_and_floats_of_the_same_pictures_teach_the_same() {
        Preprocessing preprocessing = Preprocessing.imageNet(2, 1);
        ImageBatch bytes = ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, 1, 2, 2);
        byte[] rgb = new byte[12];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (21 * i);
        }
        bytes.putBytes(0, 0, rgb, 0, rgb.length);
        float[] normalised = new float[12];
        for (int i = 0; i < rgb.length; i++) {
            int c = i % 3;
            normalised[c * 4 + i / 3] =
                    (float) (((21 * i) / 255.0 - preprocessing.mean().get(c))
                            / preprocessing.std().get(c));
        }
        try (TensorScope scope = TensorScope.open();
                ImageTensors tensors = ImageTensors.of(preprocessing)) {
            assertThat(Tensors.toFloats(tensors.images(bytes)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(normalised);
            assertThat(Arrays.stream(tensors.images(bytes).shape()).boxed()).containsExactly(1L, 3L, 2L, 2L);
        }
    }
}

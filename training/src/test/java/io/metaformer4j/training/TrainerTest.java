package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.checkpoint.TrainingState;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.SmallModels;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerTest {

    @TempDir
    private Path folder;

    @Test
    void a_tiny_network_learns_and_leaves_its_weights_model_and_log() throws IOException {
        List<Double> losses = new ArrayList<>();
        TrainingTask<ClassTarget> task = Runs.task(Runs.recipe(8, 1, 1), folder);
        try (Trainer trainer = Trainer.start(task)) {
            TrainingResult result = trainer.listen(new TrainingListener() {
                        @Override
                        public void epochEnded(EpochReport report) {
                            losses.add(report.loss());
                        }
                    })
                    .run();
            assertThat(result.finished()).isTrue();
            assertThat(result.position().update()).isEqualTo(8 * 7);
            assertThat(result.position().samples()).isEqualTo(8 * 7 * 8);
        }
        assertThat(losses).hasSize(8);
        assertThat(losses.get(7)).isLessThan(0.7 * losses.get(0));
        ModelDescription model = ModelDescription.read(folder);
        assertThat(model.facts()).containsKey("training");
        Checkpoint weights = Checkpoints.open(folder.resolve(ModelDescription.WEIGHTS_FILE_NAME));
        TorchNetwork.load(model.architecture(), NetworkOptions.DEFAULT, weights.tensors())
                .close();
        assertThat(Files.readAllLines(folder.resolve("log.csv"))).hasSize(9).allSatisfy(line -> assertThat(line)
                .matches("epoch,.*|\\d,\\d+,\\d+,[0-9.e-]+,[0-9.]+,,,"));
    }

    /** Batches 7 of each epoch do not divide by the accumulation of 2, and the stop lies inside an epoch. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 10, false, FLOAT32",
        "2, 1, 5, false, FLOAT32",
        "1, 2, 14, false, FLOAT32",
        "2, 3, 7, true, FLOAT32",
        "1, 1, 9, true, FLOAT32",
        "2, 2, 7, true, BFLOAT16"
    })
    void a_stopped_and_resumed_run_ends_bit_for_bit_like_one_that_was_not(
            int accumulation, int replicas, long stopAt, boolean mixed, Precision precision) throws IOException {
        TrainingRecipe recipe = Runs.recipe(3, accumulation, replicas, mixed ? Runs.EVERYTHING : Runs.CROPS)
                .withPrecision(precision);
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        run(Trainer.start(Runs.task(recipe, whole)), Long.MAX_VALUE);
        assertThat(run(Trainer.start(Runs.task(recipe, broken)), stopAt).finished())
                .isFalse();
        assertThat(run(Trainer.resume(Runs.task(recipe, broken)), Long.MAX_VALUE)
                        .finished())
                .isTrue();

        assertThat(broken.resolve("log.csv")).hasSameBinaryContentAs(whole.resolve("log.csv"));
        assertThat(broken.resolve(ModelDescription.WEIGHTS_FILE_NAME))
                .hasSameBinaryContentAs(whole.resolve(ModelDescription.WEIGHTS_FILE_NAME));
        assertSameTensors(last(whole), last(broken));
    }

    static TrainingResult run(Trainer trainer, long stopAt) throws IOException {
        try (trainer) {
            return trainer.listen(new TrainingListener() {
                        @Override
                        public void stepped(StepReport report) {
                            if (report.update() == stopAt) {
                                trainer.requestStop();
                            }
                        }
                    })
                    .run();
        }
    }

    static Checkpoint last(Path run) throws IOException {
        return new CheckpointStore(run, 2).latest().orElseThrow().checkpoint();
    }

    static void assertSameTensors(Checkpoint expected, Checkpoint actual) {
        assertThat(actual.tensors()).hasSameSizeAs(expected.tensors());
        assertThat(expected.tensors().keySet())
                .anyMatch(name -> name.startsWith("state_dict_ema/"))
                .anyMatch(name -> name.startsWith("optimizer/state/"));
        expected.tensors()
                .forEach((name, tensor) ->
                        assertThat(actual.tensors().get(name).bytes()).as(name).isEqualTo(tensor.bytes()));
    }

    @Test
    void a_killed_run_continues_from_its_last_checkpoint_with_a_shortened_log() throws IOException {
        TrainingRecipe recipe = Runs.recipe(3, 1, 1);
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        run(Trainer.start(Runs.task(recipe, whole)), Long.MAX_VALUE);
        try (Trainer trainer = Trainer.start(Runs.task(recipe, killed))) {
            trainer.listen(new TrainingListener() {
                @Override
                public void epochEnded(EpochReport report) {
                    if (report.epoch() == 1) {
                        throw new IllegalStateException("killed after the log line, before the next epoch");
                    }
                }
            });
            assertThatThrownBy(trainer::run).hasMessageContaining("killed");
        }
        assertThat(Files.readAllLines(killed.resolve("log.csv"))).hasSize(3);
        run(Trainer.resume(Runs.task(recipe, killed)), Long.MAX_VALUE);
        assertThat(killed.resolve("log.csv")).hasSameBinaryContentAs(whole.resolve("log.csv"));
        assertSameTensors(last(whole), last(killed));
    }

    @Test
    void the_best_scores_decide_about_the_best_checkpoint() throws IOException {
        double[] scores = {50, 70, 60};
        List<Boolean> best = new ArrayList<>();
        TrainingTask<ClassTarget> plain = Runs.task(Runs.recipe(3, 1, 1), folder);
        int[] call = {0};
        TrainingTask<ClassTarget> task = Runs.with(plain, plain.data(), network -> {
            assertThat(network.architecture().classes()).isEqualTo(3);
            return ClassificationMetrics.of(scores[call[0]++], 100, 1.5, 60);
        });
        try (Trainer trainer = Trainer.start(task)) {
            trainer.listen(new TrainingListener() {
                        @Override
                        public void epochEnded(EpochReport report) {
                            best.add(report.best());
                        }
                    })
                    .run();
        }
        assertThat(best).containsExactly(true, true, false);
        TrainingState state = TrainingState.read(Checkpoints.open(folder.resolve(CheckpointStore.BEST)));
        assertThat(state.position().bestValue()).isEqualTo(70);
        assertThat(state.position().bestEpoch()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("log.csv"))).contains(",70.0000,100.0000,1.500000\n");
        assertThat(ModelDescription.read(folder).facts().get("metrics"))
                .isEqualTo(Map.of("top1", 60.0, "top5", 100.0, "loss", 1.5, "samples", 60));
    }

    @Test
    void a_loss_that_is_not_finite_stops_the_run_and_names_the_pictures() throws IOException {
        TrainingTask<ClassTarget> plain = Runs.task(Runs.recipe(3, 1, 1), folder);
        TrainingTask<ClassTarget> task = TrainingTask.ofClasses(
                plain.model(),
                plain.recipe(),
                Optional.of(weightsWithNan()),
                plain.data(),
                plain.validation(),
                plain.output(),
                plain.settings());
        try (Trainer trainer = Trainer.start(task)) {
            assertThatThrownBy(trainer::run)
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("loss NaN")
                    .hasMessageContaining("epoch 1, batch 1 (update 1")
                    .hasMessageContaining("pictures square-")
                    .hasMessageContaining("lower the learning rate (0.004 at its peak), and start again")
                    .satisfies(e -> assertThat(((NonFiniteLossException) e).samples())
                            .hasSize(8)
                            .allMatch(sample -> sample >= 0 && sample < 60));
        }
        assertThat(folder.resolve(CheckpointStore.BEST)).doesNotExist();
        assertThat(new CheckpointStore(folder, 2).latest()).isEmpty();
    }

    private static Map<String, WeightTensor> weightsWithNan() {
        try (TorchNetwork network = TorchNetwork.create(Runs.MODEL.architecture(), NetworkOptions.DEFAULT, 1)) {
            Map<String, WeightTensor> weights = new LinkedHashMap<>(network.snapshot());
            float[] broken = new float[3];
            Arrays.fill(broken, Float.NaN);
            weights.put("head.fc.bias", WeightTensor.ofFloats(broken, 3));
            return weights;
        }
    }

    @Test
    void replicas_compute_the_gradient_of_the_whole_batch() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        run(Trainer.start(Runs.task(withoutRandomness(Runs.recipe(1, 1, 1)), one)), 1);
        run(Trainer.start(Runs.task(withoutRandomness(Runs.recipe(1, 1, 2)), two)), 1);
        Map<String, WeightTensor> expected = last(one).tensors();
        Map<String, WeightTensor> actual = last(two).tensors();
        // a tenth of each gradient; sums of 8 pictures in another order
        List<String> averages = actual.keySet().stream()
                .filter(name -> name.endsWith("exp_avg"))
                .toList();
        long trained = ParameterLayout.of(Runs.MODEL.architecture()).specs().stream()
                .filter(spec -> spec.kind() == ParameterSpec.Kind.TRAINABLE)
                .count();
        assertThat((long) averages.size()).isEqualTo(trained);
        for (String name : averages) {
            float[] values = actual.get(name).toFloats();
            float[] wanted = expected.get(name).toFloats();
            for (int i = 0; i < values.length; i++) {
                assertThat((double) Math.abs(values[i] - wanted[i])).as(name).isLessThan(1e-7);
            }
        }
    }

    private static TrainingRecipe withoutRandomness(TrainingRecipe r) {
        return r.withRegularization(Architecture.Regularization.NONE);
    }

    @Test
    void a_run_is_not_overwritten_and_not_resumed_with_another_network() throws IOException {
        run(Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder)), Long.MAX_VALUE);
        assertThatThrownBy(() -> Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("resume it, or use another folder");
        TrainingTask<ClassTarget> fine = Runs.task(Runs.recipe(1, 1, 1), folder);
        TrainingTask<ClassTarget> other = with(
                fine,
                fine.model().withArchitecture(SmallModels.convFormer(List.of(8, 24), List.of(1, 2), 3)),
                fine.data());
        assertThatThrownBy(() -> Trainer.resume(other))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("begun with another network");
        TrainingTask<ClassTarget> renamed =
                with(fine, fine.model().withLabels(List.of("red", "green", "purple")), fine.data());
        assertThatThrownBy(() -> Trainer.resume(renamed))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("3: red, green, blue then, 3: red, green, purple now");
        Path empty = folder.resolve("empty");
        assertThatThrownBy(() -> Trainer.resume(Runs.task(Runs.recipe(1, 1, 1), empty)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no checkpoint to resume from");
    }

    static TrainingTask<ClassTarget> with(
            TrainingTask<ClassTarget> task, ModelDescription model, Dataset<ClassTarget> data) {
        return TrainingTask.ofClasses(
                model, task.recipe(), task.weights(), data, task.validation(), task.output(), task.settings());
    }

    @Test
    void networks_that_take_neither_colours_nor_shades_of_gray_are_refused_in_one_sentence() {
        TrainingTask<ClassTarget> fine = Runs.task(Runs.recipe(1, 1, 1), folder);
        assertThatThrownBy(() -> with(fine, fine.model().withInputChannels(5), fine.data()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage(
                        "the network of tiny takes input of 5 channels, but training pictures have 3, red, green and"
                                + " blue, or are shades of gray, with 1; choose 1 or 3 as the number of input channels");
    }

    @Test
    void data_that_do_not_fit_are_refused_before_the_run() {
        TrainingTask<ClassTarget> fine = Runs.task(Runs.recipe(1, 1, 1), folder);
        assertThatThrownBy(() -> TrainingTask.ofClasses(
                        fine.model()
                                .withLabels(List.of())
                                .withArchitecture(fine.model().architecture().withClasses(2)),
                        fine.recipe(),
                        fine.weights(),
                        fine.data(),
                        fine.validation(),
                        folder,
                        fine.settings()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("3 classes")
                .hasMessageContaining("has 2");
        assertThatThrownBy(() -> TrainingTask.ofClasses(
                        fine.model(),
                        fine.recipe(),
                        fine.weights(),
                        new ColoredSquares(7),
                        fine.validation(),
                        folder,
                        fine.settings()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("7 pictures, fewer than the batch size 8");
    }
}

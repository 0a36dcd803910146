package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.checkpoint.ResultFiles;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.objective.BatchLoss;
import io.metaformer4j.training.objective.BatchTargets;
import io.metaformer4j.training.objective.CustomObjective;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.objective.ObjectiveSpec;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.optimizer.ParameterGroup;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.CheckpointSelection;
import io.metaformer4j.training.recipe.Freezing;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.TransformFactory;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.training.step.Collective;
import io.metaformer4j.training.step.NetworkTrainer;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.TrainTransform;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a network with a head of its own beside the backbone, for an objective that knows that head. */
class OwnNetworkTest {

    private static final int PICTURES = 60;
    private static final int UPDATES = 7; // of an epoch
    private static final Metric STROKE = new Metric("stroke", false);

    /** Sees the head: the mean size of its weights. */
    private static final Evaluation EVALUATION = Evaluation.of(List.of(STROKE), network -> Metrics.ofSamples(1)
            .with(STROKE, stroke(((Painter.View) network).painter().snapshot())));

    @TempDir
    private Path folder;

    /** The colour of a picture, each part 0 to 1. */
    private record Paint(float red, float green, float blue) {}

    /** The mean squared distance between the colours at all places and the one that is wanted. */
    private static final class Painting implements Objective<Paint> {

        @Override
        public ObjectiveSpec recorded() {
            return new CustomObjective("painting");
        }

        @Override
        public String fingerprint(Paint target) {
            return target.toString();
        }

        @Override
        public BatchLoss prepare(BatchTargets<Paint> batch) {
            float[] wanted = new float[Painter.COLORS * batch.targets().size()];
            for (int i = 0; i < batch.targets().size(); i++) {
                Paint target = batch.targets().get(i);
                wanted[Painter.COLORS * i] = target.red();
                wanted[Painter.COLORS * i + 1] = target.green();
                wanted[Painter.COLORS * i + 2] = target.blue();
            }
            return (network, images, from, count) -> {
                float[] some = Arrays.copyOfRange(wanted, Painter.COLORS * from, Painter.COLORS * (from + count));
                Tensor answers = network.as(Painter.class).answers(images);
                Tensor apart = answers.sub(Tensors.of(some, count, 1, 1, Painter.COLORS));
                return apart.mul(apart).sum().mul(new Scalar(1.0 / answers.numel()));
            };
        }
    }

    private static Dataset<Paint> pictures() {
        List<InMemoryDataset.Entry<Paint>> entries = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            SplittableRandom random = new SplittableRandom(i);
            int[] color = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
            entries.add(new InMemoryDataset.Entry<>(
                    "picture-" + i,
                    new Sample.Pixels(
                            Picture.filled(ColoredSquares.SIDE, ColoredSquares.SIDE, color[0], color[1], color[2])),
                    new Paint(color[0] / 255f, color[1] / 255f, color[2] / 255f)));
        }
        return InMemoryDataset.of(List.of(), entries);
    }

    private static TrainingRecipe recipe(int epochs, int replicas) {
        return Runs.recipe(epochs, 1, replicas).withKept(new CheckpointSelection(STROKE.name(), 0));
    }

    private static TrainingTask<Paint> ofBackbone(TrainingRecipe recipe, Path output) {
        return new TrainingTask<>(
                Runs.MODEL,
                recipe,
                Optional.empty(),
                pictures(),
                Optional.of(EVALUATION),
                new Painting(),
                output,
                TrainingTask.Settings.DEFAULT);
    }

    private static TrainingTask<Paint> task(TrainingRecipe recipe, Path output) {
        return ofBackbone(recipe, output).withNetwork(Painter::create);
    }

    private static double stroke(Map<String, WeightTensor> weights) {
        double sum = 0;
        float[] values = weights.get(Painter.WEIGHT).toFloats();
        for (float value : values) {
            sum += Math.abs(value);
        }
        return sum / values.length;
    }

    private static Map<String, WeightTensor> fresh(TrainingRecipe recipe) {
        try (Trainable network =
                Painter.create(Runs.MODEL.architecture(), NetworkOptions.DEFAULT, Optional.empty(), recipe.seed())) {
            return network.snapshot();
        }
    }

    private static Map<String, WeightTensor> stored(Path file, String part) throws IOException {
        return Checkpoints.open(file).stateDictAt(part).tensors();
    }

    @Test
    void a_head_learns_and_is_in_checkpoints_averages_and_results_under_its_names() throws IOException {
        TrainingRecipe recipe = recipe(8, 2);
        List<EpochReport> reports = new ArrayList<>();
        Map<String, WeightTensor> result;
        double measured;
        try (Trainer trainer = Trainer.start(task(recipe, folder))) {
            trainer.listen(new TrainingListener() {
                        @Override
                        public void epochEnded(EpochReport report) {
                            reports.add(report);
                        }
                    })
                    .run();
            result = trainer.network().snapshot();
            measured = trainer.measure(EVALUATION).value(STROKE);
        }
        assertThat(reports.get(7).loss()).isLessThan(0.8 * reports.get(0).loss());
        assertThat(measured).isEqualTo(stroke(result));
        assertThat(reports.get(7).metrics().orElseThrow().value(STROKE)).isEqualTo(measured);

        Map<String, WeightTensor> learnt =
                TrainerTest.last(folder).stateDictAt("state_dict").tensors();
        Map<String, WeightTensor> averaged =
                TrainerTest.last(folder).stateDictAt("state_dict_ema").tensors();
        Map<String, WeightTensor> begun = fresh(recipe);
        for (String name : List.of(Painter.WEIGHT, Painter.BIAS)) {
            assertThat(learnt.get(name).bytes())
                    .as(name)
                    .isNotEqualTo(begun.get(name).bytes());
            assertThat(averaged.get(name).bytes())
                    .as(name)
                    .isNotEqualTo(learnt.get(name).bytes());
            assertThat(averaged.get(name).bytes())
                    .as(name)
                    .isEqualTo(result.get(name).bytes());
        }
        assertThat(Checkpoints.open(folder.resolve(ModelDescription.WEIGHTS_FILE_NAME))
                        .tensors()
                        .get(Painter.WEIGHT)
                        .bytes())
                .isEqualTo(result.get(Painter.WEIGHT).bytes());
        Path best = folder.resolve(CheckpointStore.BEST);
        assertThat(stored(best, "state_dict")).containsKeys(Painter.WEIGHT, Painter.BIAS);
        assertThat(stored(best, "state_dict_ema")).containsKeys(Painter.WEIGHT, Painter.BIAS);
    }

    @Test
    void a_stopped_and_resumed_run_ends_bit_for_bit_like_one_that_was_not() throws IOException {
        TrainingRecipe recipe = recipe(2, 2);
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainerTest.run(Trainer.start(task(recipe, whole)), Long.MAX_VALUE);
        assertThat(TrainerTest.run(Trainer.start(task(recipe, broken)), UPDATES + 3)
                        .finished())
                .isFalse();
        TrainerTest.run(Trainer.resume(task(recipe, broken)), Long.MAX_VALUE);
        assertThat(broken.resolve("log.csv")).hasSameBinaryContentAs(whole.resolve("log.csv"));
        assertThat(broken.resolve(ModelDescription.WEIGHTS_FILE_NAME))
                .hasSameBinaryContentAs(whole.resolve(ModelDescription.WEIGHTS_FILE_NAME));
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(broken));
    }

    @Test
    void a_run_does_not_go_on_without_the_head_that_it_began_with() throws IOException {
        TrainingRecipe recipe = recipe(2, 1);
        TrainerTest.run(Trainer.start(task(recipe, folder)), 4);
        TrainingTask<Paint> without = ofBackbone(recipe, folder);
        assertThatThrownBy(() -> Trainer.resume(without))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("begun with another network, whose tensors have other names");
    }

    @Test
    void an_objective_says_which_network_it_is_made_for() throws IOException {
        try (Trainer trainer = Trainer.start(ofBackbone(recipe(1, 1), folder))) {
            assertThatThrownBy(trainer::run)
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("made for a network of " + Painter.class.getName())
                    .hasMessageContaining("TrainableBackbone");
        }
    }

    private static List<ParameterGroup> groups(Optimization optimization) {
        TrainingRecipe recipe = recipe(1, 1).withOptimization(optimization);
        try (Collective alone = Collective.alone();
                NetworkTrainer networkTrainer = new NetworkTrainer(
                        Runs.MODEL, recipe, NetworkOptions.DEFAULT, Optional.empty(), alone, Painter::create)) {
            return networkTrainer.optimizer().groups();
        }
    }

    private static ParameterGroup groupOf(List<ParameterGroup> groups, String name) {
        return groups.stream()
                .filter(group -> group.parameters().stream()
                        .anyMatch(parameter -> parameter.name().equals(name)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void weight_decay_layer_decay_and_freezing_know_a_head_by_its_names_and_shapes() {
        Optimization plain = recipe(1, 1).optimization();
        List<ParameterGroup> groups = groups(plain);
        assertThat(groupOf(groups, Painter.WEIGHT).weightDecay()).isEqualTo(0.05);
        assertThat(groupOf(groups, Painter.BIAS).weightDecay()).isZero();
        List<ParameterGroup> layered = groups(plain.withLayerDecay(0.5));
        assertThat(groupOf(layered, Painter.WEIGHT).rateScale()).isEqualTo(1);
        assertThat(groupOf(layered, "head.fc.weight").rateScale()).isLessThan(1);
        assertThat(groups(plain.withFreezing(Freezing.ALL_BUT_CLASSIFIER)).stream()
                        .flatMap(group -> group.parameters().stream())
                        .map(Parameter::name))
                .containsExactlyInAnyOrder(Painter.WEIGHT, Painter.BIAS);
        assertThatThrownBy(() -> groups(plain.withFreezing(Freezing.of(List.of("paint.wait")))))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no module 'paint.wait'")
                .hasMessageContaining(Painter.WEIGHT);
    }

    /** The whole change of the first step at rate 1 is as long as the clipped gradient. */
    @Test
    void the_gradients_of_a_head_are_clipped_together_with_those_of_the_backbone() throws IOException {
        TrainingRecipe plain = recipe(1, 1);
        TrainingRecipe recipe = plain.withOptimization(plain.optimization()
                .withOptimizer(new Sgd(1, 0, 0.9, false))
                .withSchedule(new Schedule(Warmup.NONE, new Decay.Constant(), 0, true))
                .withClipping(new Clipping.JointNorm(0.01)));
        TrainerTest.run(Trainer.start(task(recipe, folder)), 1);
        Map<String, WeightTensor> begun = fresh(recipe);
        double whole = 0;
        double ofHead = 0;
        for (Map.Entry<String, WeightTensor> stored :
                TrainerTest.last(folder).stateDictAt("state_dict").tensors().entrySet()) {
            double squares = squares(stored.getValue(), begun.get(stored.getKey()));
            whole += squares;
            ofHead += stored.getKey().startsWith("paint.") ? squares : 0;
        }
        assertThat(ofHead).isPositive();
        assertThat(Math.sqrt(whole)).isCloseTo(0.01, within(1e-4));
    }

    private static double squares(WeightTensor one, WeightTensor other) {
        float[] values = one.toFloats();
        float[] others = other.toFloats();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double apart = (double) values[i] - others[i];
            sum += apart * apart;
        }
        return sum;
    }

    @Test
    void the_stored_recipe_names_the_objective_that_was_used() throws IOException {
        TrainerTest.run(Trainer.start(task(recipe(1, 1), folder)), Long.MAX_VALUE);
        String json = Files.readString(folder.resolve(ResultFiles.RECIPE));
        assertThat(json)
                .contains("\"type\" : \"own\"", "\"name\" : \"painting\"")
                .doesNotContain("cross_entropy");
        TrainingRecipe read = TrainingRecipe.parse(json);
        assertThat(read.objective()).isEqualTo(new CustomObjective("painting"));
        TrainingRecipe classes = read.withKept(CheckpointSelection.BEST);
        assertThatThrownBy(() -> Runs.task(classes, folder.resolve("other")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("objective painting, which is code of its own")
                .hasMessageContaining("name a loss in the recipe");
    }

    @Test
    void a_transform_of_ones_own_gets_the_numbers_of_the_recipe_and_makes_the_pictures() throws IOException {
        TrainingRecipe recipe = recipe(1, 1);
        List<AugmentationRecipe> told = new ArrayList<>();
        TransformFactory plain = (augmentation, input, views) -> {
            told.add(augmentation);
            AugmentationRecipe uncut = augmentation.withOperations(List.of());
            return TrainTransform.of(uncut.of(input), ImageDecoder.standard()).withViews(views);
        };
        Path usual = folder.resolve("usual");
        Path own = folder.resolve("own");
        TrainerTest.run(Trainer.start(task(recipe, usual)), Long.MAX_VALUE);
        TrainerTest.run(Trainer.start(task(recipe, own).withTransform(plain)), Long.MAX_VALUE);
        assertThat(told).containsExactly(recipe.augmentation());
        assertThat(Files.mismatch(
                        own.resolve(ModelDescription.WEIGHTS_FILE_NAME),
                        usual.resolve(ModelDescription.WEIGHTS_FILE_NAME)))
                .isNotNegative();
    }

    @Test
    void a_transform_with_other_views_than_the_objective_is_refused() {
        TrainingTask<Paint> task = task(recipe(1, 1), folder)
                .withTransform((augmentation, input, views) -> TrainTransform.of(
                                augmentation.of(input), ImageDecoder.standard())
                        .withViews(2));
        assertThatThrownBy(() -> Trainer.start(task))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("makes 2 views of each picture, but the objective compares 1");
    }
}

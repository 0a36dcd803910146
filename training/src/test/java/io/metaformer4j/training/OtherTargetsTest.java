package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.training.checkpoint.ChangedDataException;
import io.metaformer4j.training.checkpoint.DataFingerprint;
import io.metaformer4j.training.objective.BatchLoss;
import io.metaformer4j.training.objective.BatchTargets;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose targets are numbers rather than classes, with objectives that the trainer has never heard of. */
class OtherTargetsTest {

    private static final int COLORS = 3;
    private static final int PICTURES = 60;
    private static final int UPDATES = 7; // of an epoch

    /** Of losses of about 1, where a rounding is 6e-8, and dozens of roundings add up. */
    private static final double ROUNDING = 1e-5;

    @TempDir
    private Path folder;

    /** How bright the colours of a picture are, 0 to 1. */
    private record Brightness(float red, float green, float blue) {}

    /** Noisy pictures, and how bright they are but for a shift, which a network has to learn. */
    private static Dataset<Brightness> pictures(float shift) {
        List<InMemoryDataset.Entry<Brightness>> entries = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            SplittableRandom random = new SplittableRandom(i);
            float[] bright = new float[COLORS];
            for (int c = 0; c < COLORS; c++) {
                bright[c] = random.nextInt(100) / 100f;
            }
            byte[] rgb = new byte[ColoredSquares.SIDE * ColoredSquares.SIDE * COLORS];
            for (int k = 0; k < rgb.length; k++) {
                rgb[k] = (byte) (random.nextInt(100) + (int) (150 * bright[k % COLORS]));
            }
            entries.add(new InMemoryDataset.Entry<>(
                    "square-" + i,
                    new Sample.Pixels(Picture.of(ColoredSquares.SIDE, ColoredSquares.SIDE, rgb)),
                    new Brightness(bright[0] + shift, bright[1] + shift, bright[2] + shift)));
        }
        return InMemoryDataset.of(List.of(), entries);
    }

    /** The mean squared distance between the logits and the targets. */
    private static class Regression implements Objective<Brightness> {

        @Override
        public void requireFit(Architecture architecture, Dataset<Brightness> data) {
            if (architecture.classes() != COLORS) {
                throw new MetaFormerException("the network answers with " + architecture.classes() + " numbers instead"
                        + " of three; set the number of classes");
            }
        }

        @Override
        public String fingerprint(Brightness target) {
            return target.toString();
        }

        @Override
        public BatchLoss prepare(BatchTargets<Brightness> batch) {
            float[] wanted = new float[COLORS * batch.targets().size()];
            for (int i = 0; i < batch.targets().size(); i++) {
                Brightness target = batch.targets().get(i);
                wanted[COLORS * i] = target.red();
                wanted[COLORS * i + 1] = target.green();
                wanted[COLORS * i + 2] = target.blue();
            }
            return (network, images, from, count) -> {
                float[] some = Arrays.copyOfRange(wanted, COLORS * from, COLORS * (from + count));
                Tensor apart = answers(network.backbone(), images).sub(Tensors.of(some, count, COLORS));
                return apart.mul(apart).sum().mul(new Scalar(1.0 / some.length));
            };
        }

        /** What the network says about the colours, {@code [N, 3]}. */
        Tensor answers(TorchNetwork network, Tensor images) {
            return network.forward(images);
        }
    }

    /** Takes the means of three channels of the last map for the answer, and leaves the logits alone. */
    private static final class OfMap extends Regression {

        @Override
        Tensor answers(TorchNetwork network, Tensor images) {
            List<Tensor> maps = network.outputs(images).features();
            Tensor means = maps.get(maps.size() - 1).mean(new long[] {2, 3}, false, new ScalarTypeOptional());
            return means.narrow(1, 0, COLORS);
        }
    }

    /** Notes how many pictures of each batch were mixed. */
    private static final class Mixing extends Regression {

        private final List<Integer> mixes = new ArrayList<>();

        @Override
        public boolean mixesTargets() {
            return true;
        }

        @Override
        public BatchLoss prepare(BatchTargets<Brightness> batch) {
            mixes.add(batch.mixes().size());
            return super.prepare(batch);
        }
    }

    /** Notes which parts of the pictures the network sees. */
    private static final class Placing extends Regression {

        private final List<AppliedGeometry> geometries = new ArrayList<>();

        @Override
        public BatchLoss prepare(BatchTargets<Brightness> batch) {
            assertThat(batch.geometries()).hasSameSizeAs(batch.targets());
            geometries.addAll(batch.geometries());
            return super.prepare(batch);
        }
    }

    private static Objective<Brightness> objective(boolean ofMap) {
        return ofMap ? new OfMap() : new Regression();
    }

    private static TrainingTask<Brightness> task(
            TrainingRecipe recipe, Path output, Objective<Brightness> objective, Dataset<Brightness> data) {
        return new TrainingTask<>(
                Runs.MODEL,
                recipe,
                Optional.empty(),
                data,
                Optional.empty(),
                objective,
                output,
                TrainingTask.Settings.DEFAULT);
    }

    private static TrainingTask<Brightness> task(TrainingRecipe recipe, Path output, boolean ofMap) {
        return task(recipe, output, objective(ofMap), pictures(0));
    }

    /** Trains to the end, and returns the loss of every update. */
    private static List<Double> losses(TrainingTask<Brightness> task) throws IOException {
        List<Double> losses = new ArrayList<>();
        try (Trainer trainer = Trainer.start(task)) {
            trainer.listen(new TrainingListener() {
                        @Override
                        public void stepped(StepReport report) {
                            losses.add(report.loss());
                        }
                    })
                    .run();
        }
        return losses;
    }

    private static double mean(List<Double> losses) {
        return losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "true, 1", "true, 2"})
    void a_network_learns_numbers_from_its_logits_or_a_map(boolean ofMap, int replicas) throws IOException {
        List<Double> losses = losses(task(Runs.recipe(8, 1, replicas), folder, ofMap));
        assertThat(losses).hasSize(8 * UPDATES);
        double last = mean(losses.subList(7 * UPDATES, 8 * UPDATES));
        assertThat(last).isLessThan(0.7 * mean(losses.subList(0, UPDATES)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void replicas_compute_the_losses_of_one_network(boolean ofMap) throws IOException {
        List<Double> one = losses(task(steady(1), folder.resolve("one"), ofMap));
        List<Double> two = losses(task(steady(2), folder.resolve("two"), ofMap));
        assertThat(one).hasSize(2 * UPDATES);
        assertThat(two).hasSameSizeAs(one);
        for (int i = 0; i < one.size(); i++) {
            assertThat(two.get(i)).as("update %d", i).isCloseTo(one.get(i), within(ROUNDING));
        }
    }

    /** Nothing is random in the network, and no update divides a small gradient by its size. */
    private static TrainingRecipe steady(int replicas) {
        TrainingRecipe recipe = Runs.recipe(2, 1, replicas).withRegularization(Architecture.Regularization.NONE);
        return recipe.withOptimization(recipe.optimization().withOptimizer(new Sgd(0.01, 1e-4, 0.9, true)));
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "true, 1", "true, 2"})
    void a_stopped_and_resumed_run_ends_bit_for_bit_like_one_that_was_not(boolean ofMap, int replicas)
            throws IOException {
        TrainingRecipe recipe = Runs.recipe(2, 1, replicas);
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainerTest.run(Trainer.start(task(recipe, whole, ofMap)), Long.MAX_VALUE);
        assertThat(TrainerTest.run(Trainer.start(task(recipe, broken, ofMap)), UPDATES + 3)
                        .finished())
                .isFalse();
        TrainerTest.run(Trainer.resume(task(recipe, broken, ofMap)), Long.MAX_VALUE);
        assertThat(broken.resolve("log.csv")).hasSameBinaryContentAs(whole.resolve("log.csv"));
        assertThat(broken.resolve(ModelDescription.WEIGHTS_FILE_NAME))
                .hasSameBinaryContentAs(whole.resolve(ModelDescription.WEIGHTS_FILE_NAME));
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(broken));
    }

    @Test
    void what_an_objective_does_not_look_at_stays_as_it_was() throws IOException {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        losses(task(recipe, folder, true));
        Map<String, WeightTensor> trained =
                TrainerTest.last(folder).stateDictAt("state_dict").tensors();
        new InitialWeights(recipe.seed()).draw(Runs.MODEL.architecture()).forEach((name, drawn) -> {
            boolean same = trained.get(name).bytes().equals(drawn.bytes());
            assertThat(same).as(name + " is as it was").isEqualTo(name.startsWith("head."));
        });
    }

    @Test
    void a_run_does_not_go_on_with_other_targets_unnoticed() throws IOException {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        losses(task(recipe, folder, false));
        TrainingTask<Brightness> other = task(recipe, folder, new Regression(), pictures(0.5f));
        assertThatThrownBy(() -> Trainer.resume(other)).isInstanceOf(ChangedDataException.class);
    }

    @Test
    void a_recipe_that_mixes_pictures_is_refused_where_their_targets_cannot_be_mixed() {
        TrainingRecipe mixed = Runs.recipe(1, 1, 1, Runs.EVERYTHING);
        assertThatThrownBy(() -> task(mixed, folder, false))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("the recipe mixes pictures with each other, but the targets of this training cannot be"
                        + " mixed; leave out mixup and cutmix");
    }

    @Test
    void an_objective_that_mixes_targets_is_told_how_their_pictures_were_mixed() throws IOException {
        Mixing objective = new Mixing();
        losses(task(Runs.recipe(1, 1, 1, Runs.EVERYTHING), folder, objective, pictures(0)));
        assertThat(objective.mixes).hasSize(UPDATES).containsOnly(8);
    }

    @Test
    void an_objective_is_told_how_pictures_were_cropped_and_flipped() throws IOException {
        Placing objective = new Placing();
        losses(task(Runs.recipe(1, 1, 1), folder, objective, pictures(0)));
        assertThat(objective.geometries).hasSize(8 * UPDATES).allMatch(AppliedGeometry::exact);
        assertThat(objective.geometries).extracting(AppliedGeometry::x).containsOnly(-1.0, 0.0, 1.0);
        assertThat(objective.geometries)
                .extracting(AppliedGeometry::flippedHorizontally)
                .containsOnly(false, true);
    }

    @Test
    void a_network_that_an_objective_is_not_made_for_is_refused_before_the_run() {
        ModelDescription two = Runs.MODEL
                .withLabels(List.of())
                .withArchitecture(Runs.MODEL.architecture().withClasses(2));
        assertThatThrownBy(() -> new TrainingTask<>(
                        two,
                        Runs.recipe(1, 1, 1),
                        Optional.empty(),
                        pictures(0),
                        Optional.empty(),
                        new Regression(),
                        folder,
                        TrainingTask.Settings.DEFAULT))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("answers with 2 numbers instead of three");
    }

    /** Or no run could go on that an older version began. */
    @Test
    void classes_are_recognised_by_their_numbers_as_ever() {
        try (ColoredSquares data = new ColoredSquares(4)) {
            DataFingerprint fingerprint = DataFingerprint.of(data, new SoftCrossEntropy(0)::fingerprint);
            String lines = "square-0\t0\nsquare-1\t1\nsquare-2\t2\nsquare-3\t0\n";
            assertThat(fingerprint.sha256()).isEqualTo(Sha256.of(lines.getBytes(StandardCharsets.UTF_8)));
        }
    }
}

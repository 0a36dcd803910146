package io.metaformer4j.benchmarks.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.BatchPreparation;
import io.metaformer4j.training.step.Collective;
import io.metaformer4j.training.step.EpochTrainer;
import io.metaformer4j.training.step.NetworkTrainer;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {

    private static final int SIDE = 32;
    private static final int BATCH = 2;
    private static final int UPDATES = 2;

    private final LoopSettings settings =
            new LoopSettings(SIDE, BATCH, UPDATES, 1, 1, List.of(Precision.FLOAT32), false);
    private final LoopNetwork network = LoopNetwork.named("convformer_small", 2);
    private final InMemoryDataset<ClassTarget> pictures = pictures(BATCH * UPDATES);

    @Test
    void looking_at_the_clock_changes_nothing() {
        TrainingRecipe recipe = settings.checked(Precision.FLOAT32);
        try (TrainingLoop loop = loop(recipe)) {
            assertThat(loop.epoch().steps()).hasSize(UPDATES).isEqualTo(untimed(recipe));
        }
    }

    @Test
    void time_is_divided_into_phases() {
        try (TrainingLoop loop = loop(settings.timed(Precision.FLOAT32))) {
            TrainingLoop.Epoch first = loop.epoch();
            TrainingLoop.Epoch second = loop.epoch();
            assertThat(first.phases())
                    .containsOnlyKeys("loading", "preparing", "forward", "backward", "update")
                    .allSatisfy(
                            (phase, seconds) -> assertThat(seconds).as(phase).isPositive());
            assertThat(first.phases().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .isLessThanOrEqualTo(first.seconds());
            assertThat(second.steps()).extracting(StepReport::update).containsExactly(3L, 4L);
        }
    }

    @Test
    void an_accuracy_is_a_percentage() {
        try (TrainingLoop loop = loop(settings.whole(Precision.FLOAT32, 1, 1))) {
            loop.epoch();
            assertThat(loop.accuracy(pictures, 1)).isIn(0.0, 25.0, 50.0, 75.0, 100.0);
        }
    }

    @Test
    void more_classes_than_the_network_has_are_refused() {
        TrainingRecipe recipe = settings.checked(Precision.FLOAT32);
        LoopNetwork small = LoopNetwork.named("convformer_small", 1);
        assertThatThrownBy(() -> new TrainingLoop(small, settings.input(), recipe, Optional.empty(), pictures, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("2 classes");
    }

    @Test
    void pictures_that_are_mixed_need_an_even_batch() {
        assertThatThrownBy(() -> new LoopSettings(SIDE, 3, 1, 1, 1, List.of(Precision.FLOAT32), true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("--batch 3", "--no-mixing");
    }

    private TrainingLoop loop(TrainingRecipe recipe) {
        return new TrainingLoop(network, settings.input(), recipe, Optional.empty(), pictures, 1);
    }

    private List<StepReport> untimed(TrainingRecipe recipe) {
        ModelDescription model = ModelDescription.of("network", network.architecture(), settings.input());
        BatchPreparation<ClassTarget> preparation = new BatchPreparation<>(
                model,
                recipe,
                recipe.objective(),
                pictures,
                LoaderOptions.training(BATCH, 1, recipe.seed()),
                Partition.whole());
        List<StepReport> steps = new ArrayList<>();
        try (Collective alone = Collective.alone();
                NetworkTrainer trainer = new NetworkTrainer(
                        model, recipe, NetworkOptions.DEFAULT, Optional.empty(), alone, TrainableFactory.BACKBONE)) {
            new EpochTrainer<>(recipe, preparation, trainer, alone, steps::add)
                    .train(RunPosition.START, false, () -> false);
        }
        return steps;
    }

    private static InMemoryDataset<ClassTarget> pictures(int count) {
        List<InMemoryDataset.Entry<ClassTarget>> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Sample sample = new Sample.Pixels(Picture.filled(SIDE, SIDE, 40 * i, 100, 200 - 40 * i));
            entries.add(new InMemoryDataset.Entry<>("picture " + i, sample, new ClassTarget(i % 2)));
        }
        return InMemoryDataset.of(List.of("even", "odd"), entries);
    }
}

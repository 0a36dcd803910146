package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.objective.BatchTargets;
import io.metaformer4j.training.optimizer.ParameterGroup;
import io.metaformer4j.training.recipe.Freezing;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.transform.AppliedGeometry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a frozen part of a network costs: nothing but its forward pass. */
class FrozenNetworkTest {

    private static NetworkTrainer trainer(Optimization optimization) {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1).withOptimization(optimization);
        return new NetworkTrainer(Runs.MODEL, recipe, NetworkOptions.DEFAULT, Optional.empty());
    }

    private static List<String> names(List<ParameterGroup> groups) {
        List<String> names = new ArrayList<>();
        groups.forEach(group -> group.parameters().forEach(parameter -> names.add(parameter.name())));
        return names;
    }

    @Test
    void what_is_frozen_gets_no_gradient_and_no_state_of_the_optimizer() {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        int side = Runs.MODEL.preprocessing().height();
        ImageBatch images = ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, 3, side, side);
        List<ClassTarget> classes = List.of(new ClassTarget(0), new ClassTarget(1), new ClassTarget(2));
        List<AppliedGeometry> whole = Collections.nCopies(3, AppliedGeometry.whole(side, side));
        BatchTargets<ClassTarget> targets = new BatchTargets<>(classes, whole, List.of(), Runs.MODEL.architecture());
        TrainingBatch batch = new TrainingBatch(images, recipe.objective().prepare(targets));
        try (NetworkTrainer trainer = trainer(recipe.optimization().withFreezing(Freezing.ALL_BUT_CLASSIFIER))) {
            trainer.accumulate(batch, 1, 0);
            try (TensorScope scope = TensorScope.open()) {
                trainer.network()
                        .parameters()
                        .forEach((name, tensor) ->
                                assertThat(tensor.grad().defined()).as(name).isEqualTo(name.startsWith("head.fc.")));
            }
            assertThat(names(trainer.optimizer().groups())).containsExactlyInAnyOrder("head.fc.weight", "head.fc.bias");
        }
    }

    /** As timm counts them: a layer that learns has the same rate whatever is frozen before it. */
    @Test
    void layers_are_counted_as_if_nothing_was_frozen() {
        Optimization layered = Runs.recipe(1, 1, 1).optimization().withLayerDecay(0.5);
        try (NetworkTrainer whole = trainer(layered);
                NetworkTrainer part = trainer(layered.withFreezing(Freezing.of(List.of("stem"))))) {
            assertThat(rates(part)).isNotEmpty().isSubsetOf(rates(whole)).noneMatch(rate -> rate.startsWith("stem."));
        }
    }

    private static List<String> rates(NetworkTrainer trainer) {
        List<String> rates = new ArrayList<>();
        trainer.optimizer().groups().forEach(group -> group.parameters()
                .forEach(parameter -> rates.add(parameter.name() + " " + group.rateScale())));
        return rates;
    }
}

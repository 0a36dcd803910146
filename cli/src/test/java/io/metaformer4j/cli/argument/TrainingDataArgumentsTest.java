package io.metaformer4j.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.transform.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingDataArgumentsTest {

    private static final int CLASSES = 64;

    private static final int PICTURES = 32;

    /** Pictures of one class behind those of the other. */
    private static Dataset<ClassTarget> sorted() {
        Sample sample = new Sample.Pixels(Picture.filled(2, 2, 0, 0, 0));
        List<InMemoryDataset.Entry<ClassTarget>> entries = new ArrayList<>();
        for (int i = 0; i < PICTURES * CLASSES; i++) {
            entries.add(new InMemoryDataset.Entry<>("picture-" + i, sample, new ClassTarget(i / PICTURES)));
        }
        return InMemoryDataset.of(
                IntStream.range(0, CLASSES).mapToObj(i -> "class-" + i).toList(), entries);
    }

    @Test
    void decoded_pictures_never_fill_the_heap() {
        assertThat(TrainingDataArguments.cacheBytes(1024, 8L << 30)).isEqualTo(1L << 30);
        assertThat(TrainingDataArguments.cacheBytes(1024, 900L << 20)).isEqualTo(300L << 20);
    }

    @Test
    void a_buffer_that_leaves_sorted_data_nearly_sorted_is_noted() {
        TrainingRecipe recipe = StandardRecipes.scratch();
        for (int buffer : new int[] {0, 100_000}) {
            assertThat(TrainingDataArguments.orderNote(recipe.withBatching(new Batching(64, 1, 1, buffer)), sorted()))
                    .as("%d", buffer)
                    .isEmpty();
        }
        assertThat(TrainingDataArguments.orderNote(recipe.withBatching(new Batching(64, 1, 1, 1)), sorted()))
                .hasValueSatisfying(note -> assertThat(note)
                        .contains("about 1", "sorted by class", "metaformer data pack", "--shuffle-buffer than 1"));
    }

    @Test
    void data_on_the_web_are_called_by_the_last_part_of_their_address() {
        assertThat(TrainingDataArguments.name("https://host/data/train-{0..3}.tar?signature=secret"))
                .isEqualTo("train-{0..3}.tar");
        assertThat(TrainingDataArguments.name("some/pets")).isEqualTo("pets");
    }
}

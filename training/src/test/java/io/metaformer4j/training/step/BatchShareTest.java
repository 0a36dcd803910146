package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.training.Runs;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchShareTest {

    private static final TrainingRecipe PLAIN = Runs.recipe(1, 1, 1, Runs.CROPS);
    private static final TrainingRecipe MIXED = Runs.recipe(1, 1, 1, Runs.EVERYTHING);

    @Test
    void shares_are_of_equal_size_and_cover_every_batch_once() {
        for (int batch = 3; batch < 20; batch++) {
            TrainingRecipe recipe = PLAIN.withBatching(Batching.of(batch));
            List<Integer> places = new ArrayList<>();
            for (int rank = 0; rank < 3; rank++) {
                BatchShare share = BatchShare.of(recipe, new Partition(rank, 3));
                assertThat(share.size()).isBetween(batch / 3, (batch + 2) / 3).isEqualTo(share.places().length);
                assertThat(share.places()).isSorted();
                IntStream.of(share.places()).forEach(places::add);
            }
            assertThat(places)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, batch).boxed().toList());
        }
    }

    @Test
    void pictures_that_are_mixed_with_each_other_are_in_one_share_in_mirrored_places() {
        for (int rank = 0; rank < 2; rank++) {
            int[] places = BatchShare.of(MIXED, new Partition(rank, 2)).places();
            for (int i = 0; i < places.length; i++) {
                assertThat(places[places.length - 1 - i]).isEqualTo(7 - places[i]);
            }
        }
    }

    @Test
    void every_process_reads_its_places_of_the_batches_of_one_process() {
        SampleOrder whole = SampleOrder.shuffled(7, Partition.whole());
        int[] all = whole.indices(21, 4);
        BatchShare share = BatchShare.of(PLAIN, new Partition(1, 2));
        int[] own = share.of(whole).indices(21, 4);
        assertThat(own).hasSize(8);
        for (int i = 0; i < own.length; i++) {
            assertThat(own[i]).isEqualTo(all[i / 4 * 8 + share.places()[i % 4]]);
        }
    }

    @Test
    void repeated_pictures_are_varied_alike_whichever_process_has_them() {
        SampleOrder whole = SampleOrder.repeated(7, Partition.whole(), 3, 0);
        int[] all = whole.indices(24, 1);
        for (int rank = 0; rank < 2; rank++) {
            BatchShare share = BatchShare.of(PLAIN, new Partition(rank, 2));
            SampleOrder own = share.of(whole);
            int[] indices = own.indices(24, 1);
            assertThat(indices).hasSize(12);
            for (int i = 0; i < indices.length; i++) {
                int place = i / 4 * 8 + share.places()[i % 4];
                assertThat(indices[i]).isEqualTo(all[place]);
                assertThat(own.repetition(i)).isEqualTo(whole.repetition(place));
            }
        }
    }

    @Test
    void processes_read_shards_of_their_own_and_together_the_batches_of_one() {
        int[] shards = IntStream.range(0, 64).map(i -> 10 * i).toArray();
        TrainingRecipe recipe = PLAIN.withBatching(new Batching(32, 1, 1, 64));
        SampleOrder whole = SampleOrder.shardwise(7, 64, 32, shards);
        for (int world : new int[] {2, 4, 8, 16}) {
            Set<Integer> samples = new HashSet<>();
            int read = 0;
            for (int rank = 0; rank < world; rank++) {
                int[] own = BatchShare.of(recipe, new Partition(rank, world))
                        .of(whole)
                        .indices(640, 3);
                IntStream.of(own).forEach(samples::add);
                read += (int) IntStream.of(own).map(i -> i / 10).distinct().count();
            }
            assertThat(samples).hasSize(640);
            assertThat(read).as("shards of %d processes", world).isBetween(64, 64 + world);
        }
    }

    @Test
    void batches_that_cannot_be_shared_are_refused() {
        assertThatThrownBy(() -> BatchShare.of(PLAIN, new Partition(0, 9)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith("a batch of 8 pictures cannot be shared by 9 processes");
        assertThatThrownBy(() -> BatchShare.of(MIXED, new Partition(0, 3)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith("mixing pairs pictures, so the batch size 8 must be a multiple of 6");
    }
}

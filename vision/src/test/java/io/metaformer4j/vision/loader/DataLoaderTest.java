package io.metaformer4j.vision.loader;

import static io.metaformer4j.vision.loader.NumberedPictures.contents;
import static io.metaformer4j.vision.loader.NumberedPictures.indices;
import static io.metaformer4j.vision.loader.NumberedPictures.keepAll;
import static io.metaformer4j.vision.loader.NumberedPictures.loader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an epoch hands out, and in which order. */
@Timeout(60)
class DataLoaderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void content_and_order_do_not_depend_on_the_number_of_workers(int workers) {
        SampleOrder order = SampleOrder.shuffled(1, Partition.whole());
        List<String> expected =
                contents(loader(new NumberedPictures(101), order, keepAll(8, 0)).epoch(3));

        assertThat(expected).hasSize(13);
        for (int run = 0; run < 20; run++) {
            assertThat(contents(loader(new NumberedPictures(101), order, keepAll(8, workers))
                            .epoch(3)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void pictures_labels_and_indices_belong_together() {
        DataLoader loader = loader(new NumberedPictures(50), SampleOrder.shuffled(2, Partition.whole()), keepAll(8, 2));
        try (EpochBatches batches = loader.epoch(0)) {
            while (batches.hasNext()) {
                try (Batch batch = batches.next()) {
                    for (int i = 0; i < batch.size(); i++) {
                        assertThat(batch.images().bytes().get(i * 12)).isEqualTo((byte) batch.indices()[i]);
                        assertThat(batch.labels()[i]).isEqualTo((int) batch.indices()[i] % 10);
                    }
                }
            }
        }
    }

    @Test
    void each_epoch_shuffles_and_augments_anew_and_can_be_repeated() {
        DataLoader loader = loader(new NumberedPictures(40), SampleOrder.shuffled(1, Partition.whole()), keepAll(8, 2));

        List<String> first = contents(loader.epoch(0));
        assertThat(contents(loader.epoch(1))).isNotEqualTo(first);
        assertThat(contents(loader.epoch(0))).isEqualTo(first);

        DataLoader sequential = loader(new NumberedPictures(8), SampleOrder.sequential(Partition.whole()), keepAll(8, 1));
        assertThat(contents(sequential.epoch(1))).isNotEqualTo(contents(sequential.epoch(0)));
    }

    @Test
    void resumes_in_the_middle_of_an_epoch() {
        NumberedPictures dataset = new NumberedPictures(40);
        DataLoader loader = loader(dataset, SampleOrder.shuffled(1, Partition.whole()), keepAll(8, 2));
        List<String> whole = contents(loader.epoch(2));
        dataset.reads.set(0);

        assertThat(contents(loader.epoch(2, 3))).isEqualTo(whole.subList(3, 5));
        assertThat(dataset.reads).hasValue(16);
        assertThat(contents(loader.epoch(2, 5))).isEmpty();
        assertThatThrownBy(() -> loader.epoch(2, 6)).hasMessageContainingAll("5 batches", "batch 6");
    }

    @ParameterizedTest
    @CsvSource({"101, 2", "100, 2", "1, 2", "7, 3", "2, 5", "64, 1"})
    void evaluation_reads_every_sample_exactly_once_over_all_ranks(int size, int world) {
        List<Long> all = new ArrayList<>();
        for (int rank = 0; rank < world; rank++) {
            SampleOrder order = SampleOrder.sequential(new Partition(rank, world));
            List<Long> part = indices(
                    loader(new NumberedPictures(size), order, keepAll(4, 2)).epoch(0));
            assertThat(part).isSorted();
            all.addAll(part);
        }
        Collections.sort(all);
        assertThat(all)
                .isEqualTo(IntStream.range(0, size).mapToObj(i -> (long) i).toList());
    }

    @ParameterizedTest
    @CsvSource({"101, 2", "100, 4", "1, 2", "7, 3", "2, 5"})
    void training_gives_every_rank_the_same_number_of_samples_and_leaves_none_out(int size, int world) {
        Set<Long> seen = new TreeSet<>();
        for (int rank = 0; rank < world; rank++) {
            SampleOrder order = SampleOrder.shuffled(9, new Partition(rank, world));
            List<Long> part = indices(
                    loader(new NumberedPictures(size), order, keepAll(4, 2)).epoch(0));
            assertThat(part).hasSize((size + world - 1) / world);
            seen.addAll(part);
        }
        assertThat(seen).hasSize(size);
    }

    @Test
    void drops_the_incomplete_last_batch_if_told_to() {
        DataLoader loader = loader(
                new NumberedPictures(19), SampleOrder.shuffled(1, Partition.whole()), LoaderOptions.training(8, 2, 0));

        assertThat(loader.batches(0)).isEqualTo(2);
        assertThat(indices(loader.epoch(0))).hasSize(16);
        assertThat(indices(loader(new NumberedPictures(7), SampleOrder.sequential(Partition.whole()), loader.options())
                        .epoch(0)))
                .isEmpty();
    }

    @Test
    void the_end_of_an_epoch_is_an_end() {
        try (EpochBatches batches = loader(new NumberedPictures(4), SampleOrder.sequential(Partition.whole()), keepAll(4, 1))
                .epoch(0)) {
            batches.next().close();
            assertThat(batches.hasNext()).isFalse();
            assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
        }
    }
}

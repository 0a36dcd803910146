package io.metaformer4j.vision.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardwiseOrderTest {

    private static final int[] SHARDS = {0, 100, 130, 500, 501, 900};

    @ParameterizedTest
    @CsvSource({"1000, 32, 64", "1000, 1, 1", "1000, 7, 2000000000", "901, 1000, 5", "1000, 256, 17", "1000, 15, 1"})
    void every_sample_comes_once_in_every_epoch(int size, int batch, int buffer) {
        SampleOrder order = SampleOrder.shardwise(3, buffer, batch, SHARDS);
        for (long epoch = 0; epoch < 3; epoch++) {
            assertThat(order.indices(size, epoch))
                    .containsExactlyInAnyOrder(IntStream.range(0, size).toArray());
            assertThat(order.indices(size, epoch)).isEqualTo(order.indices(size, epoch));
        }
        assertThat(order.indices(size, 1)).isNotEqualTo(order.indices(size, 0));
        assertThat(SampleOrder.shardwise(4, buffer, batch, SHARDS).indices(size, 0))
                .isNotEqualTo(order.indices(size, 0));
    }

    @Test
    void without_a_buffer_shards_are_read_from_beginning_to_end_in_another_order() {
        int[] order = SampleOrder.shardwise(3, 1, 1, SHARDS).indices(1000, 0);
        int jumps = 0;
        for (int i = 1; i < order.length; i++) {
            jumps += order[i] == order[i - 1] + 1 ? 0 : 1;
        }
        assertThat(jumps).isBetween(1, SHARDS.length);
        assertThat(order[0]).as("the epoch begins anywhere").isNotIn(0, 100, 130, 500, 501, 900);
    }

    /** The places of a lane in all batches, in turn. */
    private static int[] lane(int[] order, int lane, int batch) {
        int[] places = new Partition(lane, 16).places(batch);
        return IntStream.range(0, order.length / batch * places.length)
                .map(i -> order[i / places.length * batch + places[i % places.length]])
                .toArray();
    }

    @Test
    void nothing_comes_earlier_than_the_buffer_reaches() {
        int[] shards = IntStream.range(0, 40).map(i -> 500 * i).toArray();
        int[] read = SampleOrder.shardwise(5, 1, 64, shards).indices(20_000, 2);
        int[] mixed = SampleOrder.shardwise(5, 320, 64, shards).indices(20_000, 2);
        int late = 0;
        for (int lane = 0; lane < 16; lane++) {
            int[] place = new int[20_000];
            int[] sequence = lane(read, lane, 64);
            for (int i = 0; i < sequence.length; i++) {
                place[sequence[i]] = i;
            }
            int[] given = lane(mixed, lane, 64);
            for (int i = 0; i < given.length; i++) {
                assertThat(place[given[i]]).isLessThan(i + 320 / 16);
                late += place[given[i]] + 20 < i ? 1 : 0;
            }
            assertThat(given).containsExactlyInAnyOrder(sequence).isNotEqualTo(sequence);
        }
        assertThat(late).as("some samples stay in the buffer for long").isPositive();
    }

    @Test
    void batches_come_from_many_shards_also_when_the_buffer_is_small() {
        int[] shards = IntStream.range(0, 64).map(i -> 100 * i).toArray();
        int[] order = SampleOrder.shardwise(1, 1, 32, shards).indices(6400, 0);
        for (int batch = 0; batch < 200; batch++) {
            long different = IntStream.range(32 * batch, 32 * batch + 32)
                    .map(i -> order[i] / 100)
                    .distinct()
                    .count();
            assertThat(different).isGreaterThanOrEqualTo(16);
        }
    }

    @Test
    void a_buffer_as_large_as_the_data_mixes_all_of_a_lane_evenly() {
        int[] first = new int[5];
        for (int epoch = 0; epoch < 5000; epoch++) {
            first[SampleOrder.shardwise(3, 5, 1, 0, 2).indices(5, epoch)[0]]++;
        }
        for (int count : first) {
            assertThat(count).isBetween(880, 1120); // 1000 within four standard deviations of 28
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "2, 3", "3, 2"})
    void loaders_give_the_same_batches_with_any_number_of_threads_and_from_the_middle(int workers, int firstBatch) {
        SampleOrder order = SampleOrder.shardwise(9, 10, 8, 0, 20, 50);
        List<String> expected = NumberedPictures.contents(
                NumberedPictures.loader(new NumberedPictures(75), order, NumberedPictures.keepAll(8, 0))
                        .epoch(4));
        List<String> actual = NumberedPictures.contents(
                NumberedPictures.loader(new NumberedPictures(75), order, NumberedPictures.keepAll(8, workers))
                        .epoch(4, firstBatch));
        assertThat(expected).hasSize(10);
        assertThat(actual).isEqualTo(expected.subList(firstBatch, 10));
    }

    @Test
    void what_is_no_order_is_refused() {
        assertThatThrownBy(() -> SampleOrder.shardwise(1, 0, 8, 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("shuffle buffer of 0");
        assertThatThrownBy(() -> SampleOrder.shardwise(1, 8, 0, 0)).hasMessageContaining("batches of 0");
        for (int[] shards : new int[][] {{}, {1}, {0, 5, 5}, {0, 5, 3}}) {
            assertThatThrownBy(() -> SampleOrder.shardwise(1, 8, 8, shards)).hasMessageContaining("ascending from 0");
        }
        assertThatThrownBy(() -> SampleOrder.shardwise(1, 8, 8, 0, 10).indices(10, 0))
                .hasMessageContaining("begins at sample 10");
    }

    @Test
    void batches_of_sorted_data_have_few_classes() {
        Dataset<ClassTarget> sorted = new NumberedPictures(4000) {
            @Override
            public ClassTarget target(int index) {
                return new ClassTarget(index / 400);
            }
        };
        int[] shards = IntStream.range(0, 10).map(i -> 400 * i).toArray();
        double mixed = BatchVariety.classes(sorted, SampleOrder.shuffled(1, Partition.whole()), 4);
        double inOrder = BatchVariety.classes(sorted, SampleOrder.sequential(Partition.whole()), 4);
        double lanes = BatchVariety.classes(sorted, SampleOrder.shardwise(1, 1, 4, shards), 4);
        assertThat(inOrder).isEqualTo(1);
        assertThat(mixed).isBetween(3.2, 3.7); // 10 (1 - 0.9^4) = 3.44
        assertThat(lanes).isBetween(2.0, 4.0);
        assertThat(BatchVariety.classes(sorted, SampleOrder.sequential(Partition.whole()), 5000))
                .isZero();
    }
}

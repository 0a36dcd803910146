package io.metaformer4j.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.random.SeededDraws;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoaderTest {

    /** Pictures of 2x2 pixels whose red value is their index; some of them broken. */
    private static class Numbered implements Dataset {

        final int size;
        final Set<Integer> broken = new TreeSet<>();
        final AtomicInteger reads = new AtomicInteger();

        Numbered(int size, Integer... broken) {
            this.size = size;
            this.broken.addAll(Arrays.asList(broken));
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public int label(int index) {
            return index % 10;
        }

        @Override
        public String name(int index) {
            return "picture-" + index + ".png";
        }

        @Override
        public List<String> classNames() {
            return ClassMap.numbers(10);
        }

        @Override
        public Sample sample(int index, ReadBuffer buffer) throws IOException {
            reads.incrementAndGet();
            if (broken.contains(index)) {
                throw new ImageRejectedException(name(index), "is broken");
            }
            byte[] rgb = buffer.bytes(12);
            Arrays.fill(rgb, 0, 12, (byte) index);
            return new Sample.Pixels(Picture.of(2, 2, rgb));
        }

        @Override
        public void close() {}
    }

    /** Writes the pixels as they are, except that the last value of each picture is a random byte of the seed. */
    private static final SampleTransform BYTES = new SampleTransform() {
        @Override
        public ImageBatch newBatch(int size) {
            return ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, size, 2, 2);
        }

        @Override
        public Worker newWorker() {
            return (sample, seed, batch, index) -> {
                Picture picture = ((Sample.Pixels) sample).picture();
                batch.putBytes(index, 0, picture.rgb(), 0, 12);
                batch.putBytes(index, 11, new byte[] {(byte) new SeededDraws(seed).integer(0, 255)}, 0, 1);
            };
        }
    };

    private static Loader loader(Dataset dataset, SampleOrder order, LoaderOptions options) {
        return new Loader(dataset, BYTES, order, options);
    }

    private static LoaderOptions keepAll(int batchSize, int workers) {
        return LoaderOptions.training(batchSize, workers, 5).withLastBatch(LoaderOptions.LastBatch.KEEP);
    }

    /** Everything that an epoch hands out, as text. */
    private static List<String> contents(Batches batches) {
        List<String> contents = new ArrayList<>();
        try (batches) {
            while (batches.hasNext()) {
                try (Batch batch = batches.next()) {
                    ByteBuffer bytes = batch.images().bytes();
                    byte[] pixels = new byte[bytes.remaining()];
                    bytes.get(pixels);
                    contents.add(Arrays.toString(batch.indices())
                            + Arrays.toString(batch.labels())
                            + Arrays.toString(pixels));
                }
            }
        }
        return contents;
    }

    private static List<Long> indices(Batches batches) {
        List<Long> indices = new ArrayList<>();
        try (batches) {
            while (batches.hasNext()) {
                try (Batch batch = batches.next()) {
                    Arrays.stream(batch.indices()).forEach(indices::add);
                }
            }
        }
        return indices;
    }

    private static Stream<Thread> loaderThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("metaformer-loader"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void content_and_order_do_not_depend_on_the_number_of_workers(int workers) {
        SampleOrder order = SampleOrder.shuffled(1, Shard.whole());
        List<String> expected =
                contents(loader(new Numbered(101), order, keepAll(8, 0)).epoch(3));

        assertThat(expected).hasSize(13);
        for (int run = 0; run < 20; run++) {
            assertThat(contents(loader(new Numbered(101), order, keepAll(8, workers))
                            .epoch(3)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void pictures_labels_and_indices_belong_together() {
        Loader loader = loader(new Numbered(50), SampleOrder.shuffled(2, Shard.whole()), keepAll(8, 2));
        try (Batches batches = loader.epoch(0)) {
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
        Loader loader = loader(new Numbered(40), SampleOrder.shuffled(1, Shard.whole()), keepAll(8, 2));

        List<String> first = contents(loader.epoch(0));
        assertThat(contents(loader.epoch(1))).isNotEqualTo(first);
        assertThat(contents(loader.epoch(0))).isEqualTo(first);

        Loader sequential = loader(new Numbered(8), SampleOrder.sequential(Shard.whole()), keepAll(8, 1));
        assertThat(contents(sequential.epoch(1))).isNotEqualTo(contents(sequential.epoch(0)));
    }

    @Test
    void resumes_in_the_middle_of_an_epoch() {
        Numbered dataset = new Numbered(40);
        Loader loader = loader(dataset, SampleOrder.shuffled(1, Shard.whole()), keepAll(8, 2));
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
            SampleOrder order = SampleOrder.sequential(new Shard(rank, world));
            List<Long> part =
                    indices(loader(new Numbered(size), order, keepAll(4, 2)).epoch(0));
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
            SampleOrder order = SampleOrder.shuffled(9, new Shard(rank, world));
            List<Long> part =
                    indices(loader(new Numbered(size), order, keepAll(4, 2)).epoch(0));
            assertThat(part).hasSize((size + world - 1) / world);
            seen.addAll(part);
        }
        assertThat(seen).hasSize(size);
    }

    @Test
    void drops_the_incomplete_last_batch_if_told_to() {
        Loader loader =
                loader(new Numbered(19), SampleOrder.shuffled(1, Shard.whole()), LoaderOptions.training(8, 2, 0));

        assertThat(loader.batches(0)).isEqualTo(2);
        assertThat(indices(loader.epoch(0))).hasSize(16);
        assertThat(indices(loader(new Numbered(7), SampleOrder.sequential(Shard.whole()), loader.options())
                        .epoch(0)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void a_broken_sample_ends_the_epoch_where_its_batch_would_have_come_and_is_named(int workers) {
        for (int run = 0; run < 20; run++) {
            Loader loader =
                    loader(new Numbered(64, 29, 30, 50), SampleOrder.sequential(Shard.whole()), keepAll(8, workers));
            try (Batches batches = loader.epoch(0)) {
                for (int i = 0; i < 3; i++) {
                    batches.next().close();
                }
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThatThrownBy(batches::hasNext)
                            .isInstanceOf(SampleFailedException.class)
                            .hasMessageContainingAll("sample 29", "picture-29.png", "is broken");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void broken_samples_can_be_skipped_and_counted(int workers) {
        Numbered dataset = new Numbered(40, 3, 7, 16, 17, 18, 19, 20, 21, 22, 23, 39);
        LoaderOptions options = keepAll(8, workers).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);
        List<Long> indices = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();

        try (Batches batches =
                loader(dataset, SampleOrder.sequential(Shard.whole()), options).epoch(0)) {
            while (batches.hasNext()) {
                try (Batch batch = batches.next()) {
                    sizes.add(batch.size());
                    for (int i = 0; i < batch.size(); i++) {
                        indices.add(batch.indices()[i]);
                        assertThat(batch.images().bytes().get(i * 12)).isEqualTo((byte) batch.indices()[i]);
                        assertThat(batch.labels()[i]).isEqualTo((int) batch.indices()[i] % 10);
                    }
                }
            }
            assertThat(sizes).containsExactly(6, 8, 8, 7);
            assertThat(indices).isSorted().hasSize(29).doesNotContain(3L, 7L, 16L, 39L);
            assertThat(batches.skipped().count()).isEqualTo(11);
            assertThat(batches.skipped().first()).hasSize(11);
            assertThat(batches.skipped().first().get(1))
                    .isEqualTo(new SkippedSamples.Skipped(7, "picture-7.png", "image 'picture-7.png' is broken"));
        }
    }

    @Test
    void a_defect_is_never_skipped() {
        Dataset dataset = new Numbered(10) {
            @Override
            public Sample sample(int index, ReadBuffer buffer) {
                throw new ArithmeticException("wrong formula");
            }
        };
        LoaderOptions options = keepAll(4, 2).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);

        try (Batches batches =
                loader(dataset, SampleOrder.sequential(Shard.whole()), options).epoch(0)) {
            assertThatThrownBy(batches::hasNext)
                    .isInstanceOf(SampleFailedException.class)
                    .hasMessageContainingAll("picture-0.png", "wrong formula")
                    .hasCauseInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void an_error_of_a_worker_reaches_the_consumer() {
        Dataset dataset = new Numbered(10) {
            @Override
            public Sample sample(int index, ReadBuffer buffer) {
                throw new OutOfMemoryError("simulated");
            }
        };

        try (Batches batches = loader(dataset, SampleOrder.sequential(Shard.whole()), keepAll(4, 2))
                .epoch(0)) {
            assertThatThrownBy(batches::hasNext).isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void memory_is_used_again_within_and_between_epochs() {
        AtomicInteger allocated = new AtomicInteger();
        SampleTransform counting = new SampleTransform() {
            @Override
            public ImageBatch newBatch(int size) {
                allocated.incrementAndGet();
                return BYTES.newBatch(size);
            }

            @Override
            public Worker newWorker() {
                return BYTES.newWorker();
            }
        };
        Loader loader = new Loader(new Numbered(400), counting, SampleOrder.sequential(Shard.whole()), keepAll(8, 3));

        for (int epoch = 0; epoch < 5; epoch++) {
            assertThat(indices(loader.epoch(epoch))).hasSize(400);
        }
        assertThat(allocated).hasValue(3); // two ahead and one in use
    }

    @Test
    void workers_wait_for_the_consumer() {
        Numbered dataset = new Numbered(1000);
        try (Batches batches = loader(dataset, SampleOrder.sequential(Shard.whole()), keepAll(10, 2))
                .epoch(0)) {
            Batch first = batches.next();
            Batch second = batches.next();
            Batch third = batches.next();
            while (!loaderThreads().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
            assertThat(dataset.reads).hasValue(30);
            assertThatThrownBy(batches::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("3 batches", "close");
            first.close();
            assertThat(batches.next().indices()[0]).isEqualTo(30);
            second.close();
            third.close();
        }
    }

    @Test
    void closing_early_ends_the_threads() {
        Batches batches = loader(new Numbered(1000), SampleOrder.sequential(Shard.whole()), keepAll(10, 3))
                .epoch(0);
        Batch open = batches.next();
        batches.close();
        batches.close();

        assertThat(loaderThreads()).isEmpty();
        assertThat(open.indices()).hasSize(10);
        open.close();
        assertThatThrownBy(open::images).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(batches::hasNext).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_end_of_an_epoch_is_an_end() {
        try (Batches batches = loader(new Numbered(4), SampleOrder.sequential(Shard.whole()), keepAll(4, 1))
                .epoch(0)) {
            batches.next().close();
            assertThat(batches.hasNext()).isFalse();
            assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
        }
    }
}

package io.metaformer4j.vision.loader;

import static io.metaformer4j.vision.loader.NumberedPictures.indices;
import static io.metaformer4j.vision.loader.NumberedPictures.keepAll;
import static io.metaformer4j.vision.loader.NumberedPictures.loader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.UnavailableArchiveException;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.SampleTransform;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples that cannot be read, and defects. */
@Timeout(60)
class LoaderFailuresTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void a_broken_sample_ends_the_epoch_where_its_batch_would_have_come_and_is_named(int workers) {
        for (int run = 0; run < 20; run++) {
            DataLoader<ClassTarget> loader = loader(
                    new NumberedPictures(64, 29, 30, 50),
                    SampleOrder.sequential(Partition.whole()),
                    keepAll(8, workers));
            try (EpochBatches<ClassTarget> batches = loader.epoch(0)) {
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
        NumberedPictures dataset = new NumberedPictures(40, 3, 7, 16, 17, 18, 19, 20, 21, 22, 23, 39);
        LoaderOptions options = keepAll(8, workers).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);
        List<Long> indices = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();

        try (EpochBatches<ClassTarget> batches = loader(dataset, SampleOrder.sequential(Partition.whole()), options)
                .epoch(0)) {
            while (batches.hasNext()) {
                try (Batch<ClassTarget> batch = batches.next()) {
                    sizes.add(batch.size());
                    for (int i = 0; i < batch.size(); i++) {
                        indices.add(batch.indices()[i]);
                        assertThat(batch.images().bytes().get(i * 12)).isEqualTo((byte) batch.indices()[i]);
                        assertThat(batch.targets().get(i).label()).isEqualTo((int) batch.indices()[i] % 10);
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
        Dataset<ClassTarget> dataset = new NumberedPictures(10) {
            @Override
            public Sample sample(int index, ReadBuffer buffer) {
                throw new ArithmeticException("wrong formula");
            }
        };
        LoaderOptions options = keepAll(4, 2).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);

        try (EpochBatches<ClassTarget> batches = loader(dataset, SampleOrder.sequential(Partition.whole()), options)
                .epoch(0)) {
            assertThatThrownBy(batches::hasNext)
                    .isInstanceOf(SampleFailedException.class)
                    .hasMessageContainingAll("picture-0.png", "wrong formula")
                    .hasCauseInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void a_transform_that_returns_nothing_is_a_defect() {
        SampleTransform silent = new SampleTransform() {
            @Override
            public ImageBatch newBatch(int size) {
                return NumberedPictures.BYTES.newBatch(size);
            }

            @Override
            public Worker newWorker() {
                return (sample, seed, batch, index) -> null;
            }
        };
        LoaderOptions options = keepAll(4, 2).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);

        try (EpochBatches<ClassTarget> batches = new DataLoader<>(
                        new NumberedPictures(10), silent, SampleOrder.sequential(Partition.whole()), options)
                .epoch(0)) {
            assertThatThrownBy(batches::hasNext)
                    .isInstanceOf(SampleFailedException.class)
                    .hasMessageContainingAll("picture-0.png", "the worker of the transform returned null");
        }
    }

    /** Or a whole epoch would be left out, one picture after the other. */
    @ParameterizedTest
    @MethodSource("failuresOfADisk")
    void a_disk_that_fails_is_not_passed_over_like_a_broken_picture(IOException failure) {
        LoaderOptions options = keepAll(4, 2).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);
        try (EpochBatches<ClassTarget> batches = loader(
                        failing(failure), SampleOrder.sequential(Partition.whole()), options)
                .epoch(0)) {
            assertThatThrownBy(batches::hasNext)
                    .isInstanceOfSatisfying(SampleFailedException.class, e -> assertThat(e.isOfDisk())
                            .isTrue())
                    .hasMessageContaining("picture-2.png")
                    .hasCause(failure);
        }
    }

    private static List<IOException> failuresOfADisk() {
        return List.of(
                new FileSystemException("picture-2.png", null, "Input/output error"),
                new FileSystemException("picture-2.png", null, "Stale file handle"),
                new IOException("Input/output error"),
                new FileNotFoundException("picture-2.png (Too many open files)"),
                new IOException("while decoding", new IOException("Connection timed out")));
    }

    private static Dataset<ClassTarget> failing(IOException failure) {
        return new NumberedPictures(10) {
            @Override
            public Sample sample(int index, ReadBuffer buffer) throws IOException {
                if (index == 2) {
                    throw failure;
                }
                return super.sample(index, buffer);
            }
        };
    }

    /** Each further attempt would wait for the server anew. */
    @Test
    void an_archive_that_cannot_be_had_ends_the_epoch_at_once_and_is_named_before_broken_pictures() {
        NumberedPictures dataset = new NumberedPictures(16, 0) {
            @Override
            public Sample sample(int index, ReadBuffer buffer) throws IOException {
                Sample sample = super.sample(index, buffer);
                if (index >= 1) {
                    throw new UnavailableArchiveException("the server is down");
                }
                return sample;
            }
        };
        LoaderOptions options = keepAll(16, 0).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);
        try (EpochBatches<ClassTarget> batches = loader(dataset, SampleOrder.sequential(Partition.whole()), options)
                .epoch(0)) {
            assertThatThrownBy(batches::hasNext)
                    .isInstanceOfSatisfying(SampleFailedException.class, e -> assertThat(e.isOfDisk())
                            .isTrue())
                    .hasMessageContainingAll("picture-1.png", "the server is down");
            assertThat(dataset.reads).hasValue(2);
        }
    }

    @Test
    void closing_waits_for_the_sample_that_is_being_read_and_for_no_other() throws InterruptedException {
        Thread consumer = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean closing = new AtomicBoolean();
        NumberedPictures dataset = new NumberedPictures(40) {
            @Override
            public Sample sample(int index, ReadBuffer buffer) throws IOException {
                begun.countDown();
                while (!closing.get() || consumer.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                return super.sample(index, buffer);
            }
        };
        try (EpochBatches<ClassTarget> batches = loader(
                        dataset, SampleOrder.sequential(Partition.whole()), keepAll(40, 1))
                .epoch(0)) {
            begun.await();
            assertThat(batches.position()).isZero();
            closing.set(true);
        }
        assertThat(dataset.reads).hasValue(1);
    }

    @Test
    void a_file_that_is_gone_or_locked_is_left_out() {
        for (IOException failure : List.of(
                new NoSuchFileException("picture-2.png"),
                new AccessDeniedException("picture-2.png"),
                new EOFException("cut"))) {
            LoaderOptions options = keepAll(10, 0).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);
            try (EpochBatches<ClassTarget> batches = loader(
                            failing(failure), SampleOrder.sequential(Partition.whole()), options)
                    .epoch(0)) {
                batches.next().close();
                assertThat(batches.skipped().count()).isEqualTo(1);
            }
        }
    }

    @Test
    void an_error_of_a_worker_reaches_the_consumer() {
        Dataset<ClassTarget> dataset = new NumberedPictures(10) {
            @Override
            public Sample sample(int index, ReadBuffer buffer) {
                throw new OutOfMemoryError("simulated");
            }
        };

        try (EpochBatches<ClassTarget> batches = loader(
                        dataset, SampleOrder.sequential(Partition.whole()), keepAll(4, 2))
                .epoch(0)) {
            assertThatThrownBy(batches::hasNext).isInstanceOf(OutOfMemoryError.class);
        }
    }
}

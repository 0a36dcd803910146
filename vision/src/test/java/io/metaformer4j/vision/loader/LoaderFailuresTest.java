package io.metaformer4j.vision.loader;

import static io.metaformer4j.vision.loader.NumberedPictures.indices;
import static io.metaformer4j.vision.loader.NumberedPictures.keepAll;
import static io.metaformer4j.vision.loader.NumberedPictures.loader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.transform.Sample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples that cannot be read, and defects. */
@Timeout(60)
class LoaderFailuresTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void a_broken_sample_ends_the_epoch_where_its_batch_would_have_come_and_is_named(int workers) {
        for (int run = 0; run < 20; run++) {
            DataLoader loader = loader(
                    new NumberedPictures(64, 29, 30, 50), SampleOrder.sequential(Partition.whole()), keepAll(8, workers));
            try (EpochBatches batches = loader.epoch(0)) {
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

        try (EpochBatches batches =
                loader(dataset, SampleOrder.sequential(Partition.whole()), options).epoch(0)) {
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
        Dataset dataset = new NumberedPictures(10) {
            @Override
            public Sample sample(int index, ReadBuffer buffer) {
                throw new ArithmeticException("wrong formula");
            }
        };
        LoaderOptions options = keepAll(4, 2).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);

        try (EpochBatches batches =
                loader(dataset, SampleOrder.sequential(Partition.whole()), options).epoch(0)) {
            assertThatThrownBy(batches::hasNext)
                    .isInstanceOf(SampleFailedException.class)
                    .hasMessageContainingAll("picture-0.png", "wrong formula")
                    .hasCauseInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void an_error_of_a_worker_reaches_the_consumer() {
        Dataset dataset = new NumberedPictures(10) {
            @Override
            public Sample sample(int index, ReadBuffer buffer) {
                throw new OutOfMemoryError("simulated");
            }
        };

        try (EpochBatches batches = loader(dataset, SampleOrder.sequential(Partition.whole()), keepAll(4, 2))
                .epoch(0)) {
            assertThatThrownBy(batches::hasNext).isInstanceOf(OutOfMemoryError.class);
        }
    }
}

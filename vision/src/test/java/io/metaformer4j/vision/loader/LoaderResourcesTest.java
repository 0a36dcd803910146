package io.metaformer4j.vision.loader;

import static io.metaformer4j.vision.loader.NumberedPictures.BYTES;
import static io.metaformer4j.vision.loader.NumberedPictures.indices;
import static io.metaformer4j.vision.loader.NumberedPictures.keepAll;
import static io.metaformer4j.vision.loader.NumberedPictures.loader;
import static io.metaformer4j.vision.loader.NumberedPictures.loaderThreads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory and threads. */
@Timeout(60)
class LoaderResourcesTest {

    /** Pictures as they are; every batch that memory is taken for is counted. */
    private static SampleTransform counting(AtomicInteger allocated) {
        return new SampleTransform() {
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
    }

    @Test
    void memory_is_used_again_within_and_between_epochs() {
        AtomicInteger allocated = new AtomicInteger();
        DataLoader<ClassTarget> loader = new DataLoader<>(
                new NumberedPictures(400),
                counting(allocated),
                SampleOrder.sequential(Partition.whole()),
                keepAll(8, 3));

        for (int epoch = 0; epoch < 5; epoch++) {
            assertThat(indices(loader.epoch(epoch))).hasSize(400);
        }
        assertThat(allocated).hasValue(3); // two ahead and one in use
    }

    @Test
    void as_many_batches_are_loaded_ahead_as_are_asked_for() {
        AtomicInteger allocated = new AtomicInteger();
        DataLoader<ClassTarget> loader = new DataLoader<>(
                new NumberedPictures(400),
                counting(allocated),
                SampleOrder.sequential(Partition.whole()),
                keepAll(8, 3).withPrefetch(5));

        assertThat(indices(loader.epoch(0))).hasSize(400);
        assertThat(allocated).hasValue(6); // five ahead and one in use
        assertThatThrownBy(() -> keepAll(8, 3).withPrefetch(0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("loaded ahead 0", "at least 1");
    }

    @Test
    void workers_wait_for_the_consumer() throws InterruptedException {
        NumberedPictures dataset = new NumberedPictures(1000);
        try (EpochBatches<ClassTarget> batches = loader(
                        dataset, SampleOrder.sequential(Partition.whole()), keepAll(10, 2))
                .epoch(0)) {
            Batch<ClassTarget> first = batches.next();
            Batch<ClassTarget> second = batches.next();
            Batch<ClassTarget> third = batches.next();
            while (!loaderThreads().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
                if (Thread.interrupted()) { // the timeout, which can do no more than that
                    throw new InterruptedException("the workers do not wait");
                }
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
        EpochBatches<ClassTarget> batches = loader(
                        new NumberedPictures(1000), SampleOrder.sequential(Partition.whole()), keepAll(10, 3))
                .epoch(0);
        Batch<ClassTarget> open = batches.next();
        batches.close();
        batches.close();

        assertThat(loaderThreads()).isEmpty();
        assertThat(open.indices()).hasSize(10);
        open.close();
        assertThatThrownBy(open::images).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(batches::hasNext).isInstanceOf(IllegalStateException.class);
    }
}

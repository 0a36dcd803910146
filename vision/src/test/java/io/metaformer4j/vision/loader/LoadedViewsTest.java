package io.metaformer4j.vision.loader;

import static io.metaformer4j.vision.loader.NumberedPictures.contents;
import static io.metaformer4j.vision.loader.NumberedPictures.keepAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.vision.transform.SampleTransform;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transform that makes several pictures of each sample. */
@Timeout(60)
class LoadedViewsTest {

    private static final int VIEWS = 3;

    private static final SampleTransform THREE = new SampleTransform() {
        @Override
        public int views() {
            return VIEWS;
        }

        @Override
        public ImageBatch newBatch(int size) {
            return NumberedPictures.BYTES.newBatch(size);
        }

        @Override
        public Worker newWorker() {
            Worker one = NumberedPictures.BYTES.newWorker();
            return (sample, seed, batch, index) -> {
                for (int view = 0; view < VIEWS; view++) {
                    one.apply(sample, Seeds.derive(seed, view), batch, index + view);
                }
                return AppliedGeometry.whole(2, 2);
            };
        }
    };

    private static DataLoader<ClassTarget> loader(int workers, Integer... broken) {
        return new DataLoader<>(
                new NumberedPictures(11, broken),
                THREE,
                SampleOrder.sequential(Partition.whole()),
                keepAll(4, workers).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT));
    }

    @Test
    void the_views_of_a_sample_follow_each_other_also_where_others_were_left_out() {
        List<Long> seen = new ArrayList<>();
        try (EpochBatches<ClassTarget> batches = loader(2, 1, 6, 10).epoch(0)) {
            while (batches.hasNext()) {
                try (Batch<ClassTarget> batch = batches.next()) {
                    assertThat(batch.images().size()).isEqualTo(VIEWS * batch.size());
                    for (int picture = 0; picture < VIEWS * batch.size(); picture++) {
                        assertThat(batch.images().bytes().get(picture * 12))
                                .isEqualTo((byte) batch.indices()[picture / VIEWS]);
                    }
                    for (long index : batch.indices()) {
                        seen.add(index);
                    }
                }
            }
            assertThat(batches.skipped().count()).isEqualTo(3);
        }
        assertThat(seen).containsExactly(0L, 2L, 3L, 4L, 5L, 7L, 8L, 9L);
    }

    @Test
    void views_do_not_depend_on_the_number_of_workers() {
        assertThat(contents(loader(4).epoch(2))).isEqualTo(contents(loader(0).epoch(2)));
    }
}

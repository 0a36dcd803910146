package io.metaformer4j.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.DataLoader;
import io.metaformer4j.vision.loader.EpochBatches;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pictures with boxes go through data set, cache, loader and batch as pictures with classes do. */
class BoxDatasetTest extends DatasetContractTest<Boxes> {

    private static Boxes boxes(int count) {
        return new Boxes(IntStream.range(0, count)
                .mapToObj(i -> new Boxes.Box(i, 1, i + 2.5, 4, i % 3))
                .toList());
    }

    @Override
    protected Dataset<Boxes> open() {
        List<InMemoryDataset.Entry<Boxes>> entries = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            entries.add(new InMemoryDataset.Entry<>(
                    "picture " + i, new Sample.Pixels(Picture.filled(8, 6, 10 * i, 0, 0)), boxes(i)));
        }
        return InMemoryDataset.of(List.of("cup", "table", "lamp"), entries);
    }

    @Override
    protected IntStream labels(Boxes target) {
        return target.boxes().stream().mapToInt(Boxes.Box::label);
    }

    @Test
    void every_batch_carries_the_boxes_of_its_pictures() throws IOException {
        try (Dataset<Boxes> dataset = CachedPictures.of(open(), ImageDecoder.standard(), 1000)) {
            DataLoader<Boxes> loader = new DataLoader<>(
                    dataset,
                    EvalTransform.of(Preprocessing.imageNet(8, 1)),
                    SampleOrder.shuffled(3, Partition.whole()),
                    LoaderOptions.evaluation(3, 2));
            List<Long> seen = new ArrayList<>();
            try (EpochBatches<Boxes> batches = loader.epoch(0)) {
                while (batches.hasNext()) {
                    try (Batch<Boxes> batch = batches.next()) {
                        assertThat(batch.targets()).hasSize(batch.size());
                        for (int i = 0; i < batch.size(); i++) {
                            assertThat(batch.targets().get(i)).isEqualTo(boxes((int) batch.indices()[i]));
                            seen.add(batch.indices()[i]);
                        }
                    }
                }
            }
            assertThat(seen).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        }
    }

    @Test
    void a_data_set_without_samples_is_refused() {
        assertThatThrownBy(() -> InMemoryDataset.of(List.of("cup"), List.of()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("no samples", "at least one");
    }
}

package io.metaformer4j.vision.loader;

import static io.metaformer4j.vision.loader.NumberedPictures.keepAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.Boxes;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.vision.transform.Augmentation;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.TrainTransform;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each batch says where its pictures come from. */
@Timeout(60)
class LoadedGeometriesTest {

    private static final int PICTURES = 40;
    private static final int BATCH = 6;
    private static final int NARROWEST = 10;

    /** Pictures that are told apart by their width; some of them broken. */
    private static DataLoader<Boxes> loader(int workers, Integer... broken) {
        List<InMemoryDataset.Entry<Boxes>> entries = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            Sample sample = Set.of(broken).contains(i)
                    ? new Sample.Encoded(EncodedImage.of(new byte[] {1, 2, 3}, "broken"))
                    : new Sample.Pixels(Picture.filled(NARROWEST + i, 30, 10, 20, 30));
            entries.add(new InMemoryDataset.Entry<>("picture " + i, sample, new Boxes(List.of())));
        }
        return new DataLoader<>(
                InMemoryDataset.of(List.of("cup"), entries),
                TrainTransform.of(
                        Augmentation.cropAndFlip(Preprocessing.imageNet(8, 1), RandomResizedCrop.standard()),
                        ImageDecoder.standard()),
                SampleOrder.shuffled(4, Partition.whole()),
                keepAll(BATCH, workers).withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT));
    }

    /** The geometries of each batch, which fit its samples. */
    private static List<List<AppliedGeometry>> geometries(EpochBatches<Boxes> batches) {
        List<List<AppliedGeometry>> all = new ArrayList<>();
        try (batches) {
            while (batches.hasNext()) {
                try (Batch<Boxes> batch = batches.next()) {
                    assertThat(batch.geometries()).hasSize(batch.size());
                    for (int i = 0; i < batch.size(); i++) {
                        assertThat((long) batch.geometries().get(i).pictureWidth())
                                .isEqualTo(NARROWEST + batch.indices()[i]);
                    }
                    all.add(batch.geometries());
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void geometries_do_not_depend_on_the_number_of_workers(int workers) {
        List<List<AppliedGeometry>> expected = geometries(loader(0).epoch(3));

        assertThat(expected).hasSize(7);
        assertThat(geometries(loader(workers).epoch(3))).isEqualTo(expected);
        assertThat(geometries(loader(workers).epoch(4))).isNotEqualTo(expected);
    }

    @Test
    void an_epoch_that_goes_on_in_its_middle_has_those_of_a_whole_one() {
        List<List<AppliedGeometry>> whole = geometries(loader(2).epoch(1));

        assertThat(geometries(loader(3).epoch(1, 4))).isEqualTo(whole.subList(4, 7));
    }

    @Test
    void geometries_stay_with_their_pictures_where_others_were_left_out() {
        List<AppliedGeometry> whole =
                geometries(loader(2).epoch(0)).stream().flatMap(List::stream).toList();
        List<AppliedGeometry> left = geometries(loader(2, 0, 7, 8, 21, 39).epoch(0)).stream()
                .flatMap(List::stream)
                .toList();

        assertThat(left).hasSize(PICTURES - 5);
        assertThat(whole).containsSubsequence(left);
    }

    @Test
    void a_closed_batch_says_nothing_more() {
        try (EpochBatches<Boxes> batches = loader(1).epoch(0)) {
            Batch<Boxes> batch = batches.next();
            batch.close();
            assertThatThrownBy(batch::geometries).isInstanceOf(IllegalStateException.class);
        }
    }
}

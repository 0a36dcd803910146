package io.metaformer4j.vision.loader;

import static io.metaformer4j.vision.loader.NumberedPictures.contents;
import static io.metaformer4j.vision.loader.NumberedPictures.keepAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.augment.auto.AutomaticAugmentation;
import io.metaformer4j.vision.augment.auto.AutomaticSettings;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.Augmentation;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.vision.transform.TrainTransform;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy draws is a function of seed, epoch and picture, however many threads load. */
@Timeout(60)
class AutomaticLoadingTest {

    private static final Preprocessing INPUT = Preprocessing.imageNet(8, 1);

    private static DataLoader<ClassTarget> loader(String policy, int workers) {
        RandomResizedCrop crop = RandomResizedCrop.standard();
        Augmentation augmentation = Augmentation.cropAndFlip(INPUT, crop)
                .withOperations(List.of(AutomaticAugmentation.parse(policy)
                        .operation(AutomaticSettings.of(INPUT, crop.interpolations()))));
        TrainTransform transform =
                TrainTransform.of(augmentation, ImageDecoder.standard(), ImageBatch.Layout.UINT8_NHWC);
        return new DataLoader<>(
                new NumberedPictures(67), transform, SampleOrder.shuffled(1, Partition.whole()), keepAll(8, workers));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rand-m9-mstd0.5-inc1", "original-mstd0.5", "3a", "augmix-m5-w4-d2", "augmix-b1"})
    void pictures_do_not_depend_on_the_number_of_workers(String policy) {
        List<String> expected = contents(loader(policy, 0).epoch(3));

        assertThat(expected).hasSize(9);
        for (int workers : new int[] {1, 2, 4, 7}) {
            assertThat(contents(loader(policy, workers).epoch(3))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rand-m9-mstd0.5-inc1", "augmix"})
    void every_epoch_draws_anew_and_can_be_resumed_in_its_middle(String policy) {
        DataLoader<ClassTarget> loader = loader(policy, 2);
        List<String> whole = contents(loader.epoch(0));

        assertThat(contents(loader.epoch(1))).isNotEqualTo(whole);
        assertThat(contents(loader.epoch(0, 4))).isEqualTo(whole.subList(4, 9));
    }
}

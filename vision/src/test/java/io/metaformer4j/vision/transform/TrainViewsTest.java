package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several views of a picture, as AugMix wants them. */
class TrainViewsTest {

    private static final int SIDE = 16;

    private static final Augmentation PLAIN =
            Augmentation.cropAndFlip(Preprocessing.imageNet(SIDE, 1), RandomResizedCrop.standard());

    private static TrainTransform with(PictureOperation operation, int views) {
        return TrainTransform.of(
                        PLAIN.withOperations(List.of(operation)), ImageDecoder.standard(), ImageBatch.Layout.UINT8_NHWC)
                .withViews(views);
    }

    private static List<byte[]> views(TrainTransform transform, long seed) {
        byte[] rgb = new byte[3 * 40 * 30];
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.integer(0, 255);
        }
        ImageBatch batch = transform.batchOf(new Sample.Pixels(Picture.of(40, 30, rgb)), seed);
        List<byte[]> views = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            byte[] view = new byte[batch.pictureBytes()];
            batch.bytes().get(i * view.length, view);
            views.add(view);
        }
        return views;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void the_first_view_is_clean_and_all_others_differ(long seed) {
        List<byte[]> views = views(with(ColorJitter.of(0.4), 3), seed);
        TrainTransform clean = TrainTransform.of(PLAIN, ImageDecoder.standard(), ImageBatch.Layout.UINT8_NHWC);
        assertThat(views).hasSize(3);
        assertThat(views.get(0)).isEqualTo(views(clean, seed).get(0));
        assertThat(views.get(1)).isNotEqualTo(views.get(0));
        assertThat(views.get(2)).isNotEqualTo(views.get(0)).isNotEqualTo(views.get(1));
    }

    /** Where nothing but a square of two pixels is painted, nothing else may differ. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void all_views_have_the_same_crop_and_flips(long seed) {
        List<byte[]> views = views(with(new Cutout(2, 0, 0, 0), 4), seed);
        for (byte[] view : views) {
            int different = 0;
            for (int i = 0; i < view.length; i++) {
                different += view[i] == views.get(0)[i] ? 0 : 1;
            }
            assertThat(different).isLessThanOrEqualTo(3 * 2 * 2);
        }
    }

    @Test
    void equal_seeds_give_equal_views_whatever_was_made_before() {
        TrainTransform transform = with(ColorJitter.of(0.4), 2);
        SampleTransform.Worker worker = transform.newWorker();
        Sample sample = new Sample.Pixels(Picture.filled(20, 20, 90, 120, 30));
        ImageBatch batch = transform.newBatch(6);
        worker.apply(sample, 7, batch, 0);
        worker.apply(sample, 8, batch, 2);
        worker.apply(sample, 7, batch, 4);
        int two = 2 * batch.pictureBytes();
        assertThat(batch.bytes().slice(2 * two, two)).isEqualTo(batch.bytes().slice(0, two));
        assertThat(batch.bytes().slice(two, two)).isNotEqualTo(batch.bytes().slice(0, two));
    }

    @Test
    void a_picture_needs_a_view() {
        TrainTransform transform = with(ColorJitter.of(0.4), 1);
        assertThat(transform.views()).isEqualTo(1);
        assertThatThrownBy(() -> transform.withViews(0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("at least one view, not 0");
    }
}

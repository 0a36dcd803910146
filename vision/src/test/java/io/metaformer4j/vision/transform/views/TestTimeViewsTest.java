package io.metaformer4j.vision.transform.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.resample.CropPlace;
import io.metaformer4j.vision.transform.EvalOperations;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Views of a picture of 6x4 pixels for an input of 2x2: with a crop ratio of one half, the picture is not resized. */
class TestTimeViewsTest {

    private static final int SIDE = 2;
    private static final int WIDTH = 6;
    private static final int HEIGHT = 4;
    private static final Preprocessing HALF = Preprocessing.imageNet(SIDE, 0.5);
    private static final Preprocessing WHOLE = Preprocessing.imageNet(SIDE, 1);

    /** A picture whose pixels tell their numbers. */
    private static Sample numbered(int width, int... numbers) {
        byte[] rgb = new byte[numbers.length * Picture.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (10 * numbers[i / Picture.CHANNELS] + i % Picture.CHANNELS);
        }
        return new Sample.Pixels(Picture.of(width, numbers.length / width, rgb));
    }

    private static Sample picture() {
        int[] numbers = new int[WIDTH * HEIGHT];
        Arrays.setAll(numbers, i -> i);
        return numbered(WIDTH, numbers);
    }

    private static List<float[]> views(SampleTransform transform) {
        ImageBatch batch = transform.batchOf(picture(), 1);
        List<float[]> views = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            float[] view = new float[batch.pictureValues()];
            batch.floats().get(i * view.length, view);
            views.add(view);
        }
        return views;
    }

    /** What becomes of a picture that is the network's input. */
    private static float[] input(int... numbers) {
        float[] values = new float[Picture.CHANNELS * SIDE * SIDE];
        EvalTransform.of(WHOLE).batchOf(numbered(SIDE, numbers), 1).floats().get(values);
        return values;
    }

    @Test
    void ten_views_are_the_centre_and_the_corners_with_their_mirror_images() {
        SampleTransform transform = TestTimeViews.TEN.transform(HALF, EvalOperations.NONE);
        assertThat(transform.views()).isEqualTo(10).isEqualTo(TestTimeViews.TEN.count());
        assertThat(views(transform))
                .containsExactly(
                        input(8, 9, 14, 15),
                        input(9, 8, 15, 14),
                        input(0, 1, 6, 7),
                        input(1, 0, 7, 6),
                        input(4, 5, 10, 11),
                        input(5, 4, 11, 10),
                        input(12, 13, 18, 19),
                        input(13, 12, 19, 18),
                        input(16, 17, 22, 23),
                        input(17, 16, 23, 22));
    }

    @Test
    void five_views_are_not_mirrored_and_one_is_the_plain_transform() {
        List<float[]> five = views(TestTimeViews.FIVE.transform(HALF, EvalOperations.NONE));
        assertThat(five)
                .containsExactly(
                        input(8, 9, 14, 15),
                        input(0, 1, 6, 7),
                        input(4, 5, 10, 11),
                        input(12, 13, 18, 19),
                        input(16, 17, 22, 23));
        assertThat(views(TestTimeViews.ONE.transform(HALF, EvalOperations.NONE)))
                .containsExactly(input(8, 9, 14, 15));
    }

    @Test
    void an_operation_on_decoded_pictures_happens_once_for_all_views() {
        AtomicInteger calls = new AtomicInteger();
        PictureOperation counted = (canvas, random) -> {
            calls.incrementAndGet();
            Arrays.fill(canvas.rgb(), (byte) 10);
        };
        SampleTransform transform = TestTimeViews.TEN.transform(HALF, EvalOperations.beforeTransform(counted));
        List<float[]> views = views(transform);
        assertThat(views).hasSize(10).allSatisfy(view -> assertThat(view).isEqualTo(views.get(0)));
        assertThat(calls.get()).isEqualTo(1);
    }

    @Test
    void views_of_a_file_are_those_of_its_pixels() throws IOException {
        Sample pixels = picture();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        pixels.decode(ImageDecoder.standard(), new DecodeWorkspace()).writePng(file);
        Sample encoded = new Sample.Encoded(EncodedImage.of(file.toByteArray(), "numbered.png"));
        for (TestTimeViews seen : List.of(TestTimeViews.FLIP, TestTimeViews.FIVE, TestTimeViews.TEN)) {
            SampleTransform transform = seen.transform(HALF, EvalOperations.NONE);
            ImageBatch expected = transform.batchOf(pixels, 1);
            assertThat(transform.batchOf(encoded, 1).floats()).isEqualTo(expected.floats());
        }
    }

    @Test
    void geometries_of_several_views_are_not_exact() {
        SampleTransform transform = TestTimeViews.FLIP.transform(HALF, EvalOperations.NONE);
        ImageBatch batch = transform.newBatch(transform.views());
        assertThat(transform.newWorker().apply(picture(), 1, batch, 0).exact()).isFalse();
    }

    @Test
    void a_place_is_where_the_part_begins() {
        assertThat(CropPlace.CENTER.left(7, 4)).isEqualTo(2); // 1.5, to the even neighbour
        assertThat(CropPlace.CENTER.top(9, 4)).isEqualTo(2); // 2.5
        assertThat(CropPlace.BOTTOM_RIGHT.left(7, 4)).isEqualTo(3);
        assertThat(CropPlace.TOP_RIGHT.top(7, 4)).isZero();
        assertThat(CropPlace.BOTTOM_RIGHT.top(3, 4)).isZero();
    }

    @Test
    void a_picture_needs_a_view() {
        assertThatThrownBy(() -> new TestTimeViews(List.of(), true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("at least one view");
    }
}

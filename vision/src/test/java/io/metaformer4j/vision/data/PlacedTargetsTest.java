package io.metaformer4j.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.vision.transform.Augmentation;
import io.metaformer4j.vision.transform.Cropping;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.vision.transform.TrainTransform;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Boxes and masks follow their picture on its way to the network. */
class PlacedTargetsTest {

    private static final int SIDE = 24;
    private static final int WIDTH = 34;
    private static final int HEIGHT = 29;

    /** So near to an edge between two pixels rounding decides which is meant. */
    private static final double TIE = 1e-6;

    private static final Boxes.Box OBJECT = new Boxes.Box(9, 7, 26, 23, 1);

    /** The part from (20, 10) to (60, 50) becomes 20x20, mirrored left to right. */
    private static final AppliedGeometry PART = new AppliedGeometry(100, 80, 20, 10, 40, 40, 20, 20, true, false, true);

    private static SampleTransform transform(Cropping cropping) {
        return TrainTransform.of(
                Augmentation.cropAndFlip(Preprocessing.imageNet(SIDE, 1), cropping)
                        .withFlips(0.5, 0.5),
                ImageDecoder.standard(),
                ImageBatch.Layout.UINT8_NHWC);
    }

    private static Mask noise() {
        short[] labels = new short[WIDTH * HEIGHT];
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (short) random.integer(0, 200);
        }
        return Mask.of(WIDTH, HEIGHT, labels);
    }

    private static Mask object() {
        short[] labels = new short[WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                labels[y * WIDTH + x] = (short) (isIn(OBJECT, x + 0.5, y + 0.5) ? 1 : 0);
            }
        }
        return Mask.of(WIDTH, HEIGHT, labels);
    }

    private static boolean isIn(Boxes.Box box, double x, double y) {
        return x > box.left() && x < box.right() && y > box.top() && y < box.bottom();
    }

    /** A picture whose values are one more than the labels, so that padding is of no class. */
    private static Sample shown(Mask mask) {
        byte[] rgb = new byte[Picture.CHANNELS * WIDTH * HEIGHT];
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / Picture.CHANNELS;
            rgb[i] = (byte) (mask.label(pixel % WIDTH, pixel / WIDTH) + 1);
        }
        return new Sample.Pixels(Picture.of(WIDTH, HEIGHT, rgb));
    }

    /** Whether the centre of a pixel of the input comes from an edge between pixels of the picture. */
    private static boolean isTie(AppliedGeometry geometry, int column, int row) {
        double x = geometry.pictureX(column + 0.5);
        double y = geometry.pictureY(row + 0.5);
        return Math.min(Math.abs(x - Math.rint(x)), Math.abs(y - Math.rint(y))) < TIE;
    }

    /** Compares the mask of each crop with what the nearest pixels of the picture show; returns how many differ at ties. */
    private static int ties(Cropping cropping) {
        Mask mask = noise();
        SampleTransform transform = transform(cropping);
        SampleTransform.Worker worker = transform.newWorker();
        ImageBatch batch = transform.newBatch(1);
        int ties = 0;
        for (int seed = 0; seed < 100; seed++) {
            AppliedGeometry geometry = worker.apply(shown(mask), seed, batch, 0);
            Mask input = mask.in(geometry);
            assertThat(input.width()).isEqualTo(SIDE);
            assertThat(input.height()).isEqualTo(SIDE);
            for (int i = 0; i < SIDE * SIDE; i++) {
                int column = i % SIDE;
                int row = i / SIDE;
                int shown = (batch.bytes().get(Picture.CHANNELS * i) & 0xff) - 1;
                if (input.label(column, row) != shown) {
                    assertThat(isTie(geometry, column, row))
                            .as("(%d, %d) of %s", column, row, geometry)
                            .isTrue();
                    ties++;
                }
            }
        }
        return ties;
    }

    @Test
    void a_mask_is_cropped_padded_and_mirrored_as_its_picture() {
        assertThat(ties(new PaddedCrop(5, PaddedCrop.Border.ZERO))).isZero();
    }

    @Test
    void a_mask_is_resized_as_a_picture_by_its_nearest_pixels() {
        assertThat(ties(RandomResizedCrop.standard().withInterpolation(Interpolation.NEAREST)))
                .isLessThan(100 * SIDE * SIDE / 10);
    }

    @Test
    void a_box_stays_around_its_object() {
        Mask mask = object();
        SampleTransform transform = transform(RandomResizedCrop.standard());
        SampleTransform.Worker worker = transform.newWorker();
        int inside = 0;
        for (int seed = 0; seed < 100; seed++) {
            AppliedGeometry geometry = worker.apply(shown(mask), seed, transform.newBatch(1), 0);
            Mask input = mask.in(geometry);
            List<Boxes.Box> boxes = new Boxes(List.of(OBJECT)).in(geometry).boxes();
            for (int i = 0; i < SIDE * SIDE; i++) {
                int column = i % SIDE;
                int row = i / SIDE;
                if (!isTie(geometry, column, row)) {
                    boolean object = input.label(column, row) == 1;
                    assertThat(boxes.stream().anyMatch(box -> isIn(box, column + 0.5, row + 0.5)))
                            .isEqualTo(object);
                    inside += object ? 1 : 0;
                }
            }
        }
        assertThat(inside).isGreaterThan(100 * SIDE);
    }

    @Test
    void boxes_are_clipped_and_those_of_which_nothing_is_left_are_left_out() {
        Boxes boxes = new Boxes(List.of(
                new Boxes.Box(10, 20, 40, 30, 3), // two thirds are inside
                new Boxes.Box(70, 20, 80, 30, 4), // outside
                new Boxes.Box(10, 20, 20, 30, 5), // ends where the part begins
                new Boxes.Box(30, 30, 30, 40, 6), // has no area
                new Boxes.Box(30, 40, 50, 45, 7)));

        assertThat(boxes.in(PART).boxes())
                .containsExactly(new Boxes.Box(10, 5, 20, 10, 3), new Boxes.Box(5, 15, 15, 17.5, 7));
        assertThat(boxes.in(PART, 0.6)).isEqualTo(boxes.in(PART));
        assertThat(boxes.in(PART, 0.7).boxes()).containsExactly(new Boxes.Box(5, 15, 15, 17.5, 7));
        assertThat(new Boxes(List.of()).in(PART).boxes()).isEmpty();
        assertThatThrownBy(() -> boxes.in(PART, 1.5)).hasMessageContainingAll("1.5", "0 to 1");
    }

    @Test
    void targets_do_not_follow_a_picture_whose_pixels_may_have_moved() {
        AppliedGeometry moved = new AppliedGeometry(WIDTH, HEIGHT, 0, 0, 20, 20, SIDE, SIDE, false, false, false);

        assertThatThrownBy(() -> new Boxes(List.of(OBJECT)).in(moved)).isInstanceOf(MetaFormerException.class);
        assertThatThrownBy(() -> object().in(moved)).isInstanceOf(MetaFormerException.class);
    }

    @Test
    void a_mask_of_another_size_than_its_picture_is_refused() {
        assertThatThrownBy(() -> object().in(PART))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("34x29", "100x80", "each pixel of the picture");
    }
}

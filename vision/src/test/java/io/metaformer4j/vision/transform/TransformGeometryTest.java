package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.augment.auto.AutomaticAugmentation;
import io.metaformer4j.vision.augment.auto.AutomaticSettings;
import io.metaformer4j.vision.corruption.Contrast;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that say in every pixel where it is, so that a batch shows where its pixels come from. */
class TransformGeometryTest {

    private static final int WIDTH = 24;
    private static final int HEIGHT = 20;
    private static final Preprocessing INPUT = input(HEIGHT, 1, CropMode.CENTER);

    /** Of red and green for a pixel. */
    private static final int LEVELS = 4;

    /** A third of a pixel: a rounded byte is half of a level away, and filters of few pixels are a bit lopsided. */
    private static final double ROUNDING = 1.25;

    private final ImageDecoder decoder = ImageDecoder.standard();

    private static Preprocessing input(int height, double ratio, CropMode mode) {
        return new Preprocessing(
                height,
                WIDTH,
                ratio,
                Interpolation.BICUBIC,
                mode,
                Preprocessing.IMAGENET_MEAN,
                Preprocessing.IMAGENET_STD);
    }

    /** Red grows with the column and green with the row; blue tells the picture from what it is padded with. */
    private static Picture places(int width, int height) {
        byte[] rgb = new byte[Picture.CHANNELS * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = Picture.CHANNELS * (y * width + x);
                rgb[at] = (byte) (LEVELS * x);
                rgb[at + 1] = (byte) (LEVELS * y);
                rgb[at + 2] = (byte) 255;
            }
        }
        return Picture.of(width, height, rgb);
    }

    private static Sample png(Picture picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        picture.writePng(bytes);
        return new Sample.Encoded(EncodedImage.of(bytes.toByteArray(), "places.png"));
    }

    /** Compares where pixels come from with what they show; returns how many were far enough from the edges for that. */
    private static int check(ImageBatch batch, Picture picture, AppliedGeometry geometry) {
        ByteBuffer bytes = batch.bytes();
        int compared = 0;
        for (int v = 0; v < batch.height(); v++) {
            for (int u = 0; u < batch.width(); u++) {
                double x = geometry.pictureX(u + 0.5);
                double y = geometry.pictureY(v + 0.5);
                int at = Picture.CHANNELS * (v * batch.width() + u);
                boolean inside = x > 0 && x < picture.width() && y > 0 && y < picture.height();
                assertThat((bytes.get(at + 2) & 0xff) > 250)
                        .as("(%d, %d)", u, v)
                        .isEqualTo(inside);
                if (isFarFromEdges(x, geometry.x(), geometry.width(), WIDTH, picture.width())
                        && isFarFromEdges(y, geometry.y(), geometry.height(), batch.height(), picture.height())) {
                    assertThat((double) (bytes.get(at) & 0xff)).isCloseTo(LEVELS * (x - 0.5), within(ROUNDING));
                    assertThat((double) (bytes.get(at + 1) & 0xff)).isCloseTo(LEVELS * (y - 0.5), within(ROUNDING));
                    compared++;
                }
            }
        }
        return compared;
    }

    /** Filters see as far as two pixels of the smaller scale, and are cut off at the edges of picture and part. */
    private static boolean isFarFromEdges(double place, double start, double length, int output, int picture) {
        double reach = 2 * Math.max(1, length / output) + 1;
        return place > Math.max(0, start) + reach && place < Math.min(picture, start + length) - reach;
    }

    @ParameterizedTest
    @CsvSource({
        "CENTER, 20, 62, 47, 0.875",
        "CENTER, 20, 40, 60, 1",
        "CENTER, 24, 62, 47, 0.875",
        "CENTER, 24, 33, 61, 0.9",
        "SQUASH, 20, 62, 30, 0.9",
        "BORDER, 20, 60, 25, 0.9",
        "BORDER, 20, 20, 18, 1",
        "BORDER, 24, 21, 40, 1"
    })
    void pixels_of_an_evaluation_come_from_where_the_geometry_says(
            CropMode mode, int inputHeight, int width, int height, double ratio) throws IOException {
        Picture picture = places(width, height);
        EvalTransform transform =
                EvalTransform.of(input(inputHeight, ratio, mode), decoder, ImageBatch.Layout.UINT8_NHWC);
        ImageBatch batch = transform.newBatch(1);

        AppliedGeometry geometry = transform.newWorker().apply(new Sample.Pixels(picture), 0, batch, 0);

        assertThat(check(batch, picture, geometry)).isGreaterThan(20);
        assertThat(geometry.exact()).isTrue();
        assertThat(List.of(geometry.pictureWidth(), geometry.pictureHeight())).containsExactly(width, height);
        assertThat(List.of(geometry.outputWidth(), geometry.outputHeight())).containsExactly(WIDTH, inputHeight);
        assertThat(transform.newWorker().apply(png(picture), 0, batch, 0)).isEqualTo(geometry);
    }

    private void checkTraining(Cropping cropping, Picture picture, int leastCompared) throws IOException {
        TrainTransform transform = TrainTransform.of(
                Augmentation.cropAndFlip(INPUT, cropping).withFlips(0.5, 0.5), decoder, ImageBatch.Layout.UINT8_NHWC);
        ImageBatch batch = transform.newBatch(1);
        SampleTransform.Worker worker = transform.newWorker();
        Sample encoded = png(picture);
        Set<String> flips = new TreeSet<>();
        int compared = 0;
        for (int seed = 0; seed < 60; seed++) {
            AppliedGeometry geometry = worker.apply(new Sample.Pixels(picture), seed, batch, 0);
            compared += check(batch, picture, geometry);
            flips.add(geometry.flippedHorizontally() + " " + geometry.flippedVertically());
            assertThat(geometry.exact()).isTrue();
            assertThat(worker.apply(encoded, seed, batch, 0)).isEqualTo(geometry);
        }
        assertThat(flips).hasSize(4);
        assertThat(compared).isGreaterThan(leastCompared);
    }

    @Test
    void pixels_of_a_resized_crop_come_from_where_the_geometry_says() throws IOException {
        checkTraining(RandomResizedCrop.standard(), places(62, 47), 60 * 50);
    }

    @Test
    void pixels_of_a_padded_crop_come_from_where_the_geometry_says() throws IOException {
        checkTraining(new PaddedCrop(6, PaddedCrop.Border.ZERO), places(30, 26), 60 * 50);
    }

    @Test
    void views_have_one_geometry() {
        Picture picture = places(62, 47);
        TrainTransform one = TrainTransform.of(
                Augmentation.cropAndFlip(INPUT, RandomResizedCrop.standard()), decoder, ImageBatch.Layout.UINT8_NHWC);
        ImageBatch batch = one.withViews(3).newBatch(3);
        Sample sample = new Sample.Pixels(picture);
        for (int seed = 0; seed < 10; seed++) {
            AppliedGeometry geometry = one.withViews(3).newWorker().apply(sample, seed, batch, 0);
            assertThat(geometry).isEqualTo(one.newWorker().apply(sample, seed, one.newBatch(1), 0));
        }
    }

    private static AppliedGeometry of(SampleTransform transform) {
        Sample sample = new Sample.Pixels(places(40, 30));
        return transform.newWorker().apply(sample, 3, transform.newBatch(1), 0);
    }

    private AppliedGeometry trained(PictureOperation operation) {
        Augmentation plain = Augmentation.cropAndFlip(INPUT, RandomResizedCrop.standard());
        return of(TrainTransform.of(plain.withOperations(List.of(operation)), decoder));
    }

    @Test
    void operations_that_may_move_pixels_leave_no_exact_geometry() {
        PictureOperation unknown = (canvas, random) -> {};
        PictureOperation flat = Contrast.of(new Severity(3));
        EvalTransform plain = EvalTransform.of(INPUT);

        assertThat(of(plain.withOperations(List.of(flat)))).isEqualTo(of(plain));
        assertThat(of(plain.after(flat, decoder))).isEqualTo(of(plain));
        assertThat(of(plain.withOperations(List.of(flat, unknown))))
                .isEqualTo(of(plain).then(false, false, false));
        assertThat(of(plain.after(flat, decoder).after(unknown, decoder)))
                .isEqualTo(of(plain).then(false, false, false));
        assertThat(trained(ColorJitter.of(0.4)).exact()).isTrue();
        assertThat(trained(new Cutout(4, 0, 0, 0)).exact()).isTrue();
        assertThat(trained(unknown).exact()).isFalse();
    }

    private boolean isExactWith(String policy) {
        AutomaticSettings settings = AutomaticSettings.of(INPUT, List.of(Interpolation.BILINEAR));
        return trained(AutomaticAugmentation.parse(policy).operation(settings)).exact();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rand-m9-mstd0.5-inc1", "rand-m9-t3aw", "original", "v0r", "augmix-m5"})
    void policies_that_warp_leave_no_exact_geometry(String policy) {
        assertThat(isExactWith(policy)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3a", "rand-m9-t3a"})
    void policies_that_only_change_values_do(String policy) {
        assertThat(isExactWith(policy)).isTrue();
    }
}

package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainTransformTest {

    private static final Preprocessing INPUT = Preprocessing.imageNet(16, 1);
    private static final PaddedCrop EXACT = new PaddedCrop(0, PaddedCrop.Border.ZERO);

    private static Picture noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        SplitMix64 random = new SplitMix64(width * 1000L + height);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.integer(0, 255);
        }
        return Picture.of(width, height, rgb);
    }

    private static float[] apply(Augmentation augmentation, Sample sample, long seed) {
        TrainTransform transform = TrainTransform.of(augmentation, ImageDecoder.standard());
        ImageBatch batch = transform.newBatch(2);
        transform.newWorker().apply(sample, seed, batch, 1);
        float[] values = new float[batch.pictureValues()];
        batch.floats().get(values.length, values);
        return values;
    }

    private static float[] normalized(Picture picture) {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, 1, picture.height(), picture.width());
        Normalizer.of(INPUT).write(picture, batch, 0, new TransformWorkspace());
        float[] values = new float[batch.pictureValues()];
        batch.floats().get(values);
        return values;
    }

    /** What torchvision's Pad and RandomCrop do, pixel by pixel. */
    private static Picture paddedCrop(Picture picture, int padding, PaddedCrop.Border border, int top, int left) {
        byte[] rgb = new byte[3 * 16 * 16];
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                int row = top + y - padding;
                int column = left + x - padding;
                boolean outside = row < 0 || column < 0 || row >= picture.height() || column >= picture.width();
                for (int c = 0; c < 3; c++) {
                    int value = outside && border == PaddedCrop.Border.ZERO
                            ? 0
                            : picture.value(
                                    inside(column, picture.width(), border), inside(row, picture.height(), border), c);
                    rgb[(y * 16 + x) * 3 + c] = (byte) value;
                }
            }
        }
        return Picture.of(16, 16, rgb);
    }

    private static int inside(int position, int size, PaddedCrop.Border border) {
        if (border == PaddedCrop.Border.REFLECT) {
            int mirrored = Math.abs(position);
            return mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
        }
        return Math.max(0, Math.min(size - 1, position));
    }

    @ParameterizedTest
    @EnumSource(PaddedCrop.Border.class)
    void padded_crops_are_those_of_the_padded_picture(PaddedCrop.Border border) {
        Picture picture = noise(18, 15);
        Augmentation augmentation =
                Augmentation.cropAndFlip(INPUT, new PaddedCrop(4, border)).withFlips(0, 0);
        Set<Integer> crops = new TreeSet<>();

        for (int seed = 0; seed < 300; seed++) {
            SplitMix64 random = new SplitMix64(seed);
            int top = random.integer(0, 15 + 8 - 16);
            int left = random.integer(0, 18 + 8 - 16);
            crops.add(100 * top + left);
            assertThat(apply(augmentation, new Sample.Pixels(picture), seed))
                    .isEqualTo(normalized(paddedCrop(picture, 4, border, top, left)));
        }
        assertThat(crops).hasSizeGreaterThan(70); // of 88
    }

    @Test
    void pictures_of_the_right_size_are_only_normalised_without_padding_and_flips() {
        Picture picture = noise(16, 16);
        Augmentation plain = Augmentation.cropAndFlip(INPUT, EXACT).withFlips(0, 0);

        assertThat(apply(plain, new Sample.Pixels(picture), 1)).isEqualTo(normalized(picture));
    }

    @Test
    void flips_half_of_the_pictures_and_leaves_the_sample_alone() {
        Picture picture = noise(16, 16);
        byte[] before = picture.rgb().clone();
        Canvas canvas = new Canvas(16, 16);
        System.arraycopy(before, 0, canvas.rgb(), 0, before.length);
        canvas.flipHorizontally();
        float[] flipped = normalized(canvas.picture());
        int flips = 0;
        for (int seed = 0; seed < 1000; seed++) {
            float[] values = apply(Augmentation.cropAndFlip(INPUT, EXACT), new Sample.Pixels(picture), seed);
            flips += Arrays.equals(values, flipped) ? 1 : 0;
        }
        assertThat(flips).isBetween(440, 560); // 500 within four standard deviations
        assertThat(picture.rgb()).isEqualTo(before);
        assertThat(apply(Augmentation.cropAndFlip(INPUT, EXACT).withFlips(1, 1), new Sample.Pixels(picture), 1))
                .isNotEqualTo(flipped);
    }

    @ParameterizedTest
    @CsvSource({"40, 30", "16, 16", "7, 90", "1, 1"})
    void encoded_and_decoded_samples_give_the_same(int width, int height) throws IOException {
        Picture picture = noise(width, height);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        picture.writePng(png);
        Sample encoded = new Sample.Encoded(EncodedImage.of(png.toByteArray(), "noise.png"));
        Augmentation augmentation = Augmentation.cropAndFlip(INPUT, RandomResizedCrop.standard())
                .withOperations(List.of(ColorJitter.of(0.4)))
                .withErasing(RandomErasing.of(0.5, RandomErasing.Fill.PIXEL));

        for (int seed = 0; seed < 20; seed++) {
            float[] values = apply(augmentation, encoded, seed);
            assertThat(values).isEqualTo(apply(augmentation, new Sample.Pixels(picture), seed));
            assertThat(values).isEqualTo(apply(augmentation, encoded, seed));
        }
    }

    @Test
    void a_worker_gives_the_same_whatever_it_did_before() {
        Augmentation augmentation = Augmentation.cropAndFlip(INPUT, RandomResizedCrop.standard());
        TrainTransform transform = TrainTransform.of(augmentation, ImageDecoder.standard());
        ImageBatch batch = transform.newBatch(1);
        SampleTransform.Worker worker = transform.newWorker();
        Set<Integer> results = new TreeSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Sample sample = new Sample.Pixels(noise(20 + seed, 30));
            worker.apply(sample, seed, batch, 0);
            float[] values = new float[batch.pictureValues()];
            batch.floats().get(values);
            assertThat(values).isEqualTo(apply(augmentation, sample, seed));
            results.add(Arrays.hashCode(values));
        }
        assertThat(results).hasSize(50);
    }

    @Test
    void batches_of_bytes_hold_what_batches_of_floats_normalise() {
        Augmentation augmentation = Augmentation.cropAndFlip(INPUT, PaddedCrop.standard());
        TrainTransform bytes = TrainTransform.of(augmentation, ImageDecoder.standard(), ImageBatch.Layout.UINT8_NHWC);
        Sample sample = new Sample.Pixels(noise(16, 16));
        ImageBatch batch = bytes.newBatch(1);
        bytes.newWorker().apply(sample, 8, batch, 0);
        byte[] rgb = new byte[batch.pictureBytes()];
        batch.bytes().get(rgb);

        assertThat(normalized(Picture.of(16, 16, rgb))).isEqualTo(apply(augmentation, sample, 8));
        Augmentation erasing = augmentation.withErasing(RandomErasing.of(1, RandomErasing.Fill.CONST));
        assertThatThrownBy(() -> TrainTransform.of(erasing, ImageDecoder.standard(), ImageBatch.Layout.UINT8_NHWC))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("erasing", "UINT8_NHWC", "Cutout");
    }

    @Test
    void says_which_pictures_are_too_small() {
        Sample small = new Sample.Pixels(noise(8, 16));
        Augmentation augmentation = Augmentation.cropAndFlip(INPUT, new PaddedCrop(3, PaddedCrop.Border.ZERO));
        Augmentation mirrored = Augmentation.cropAndFlip(INPUT, new PaddedCrop(8, PaddedCrop.Border.REFLECT));

        assertThatThrownBy(() -> apply(augmentation, small, 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("8x16", "3", "16x16");
        assertThatThrownBy(() -> apply(mirrored, small, 0)).hasMessageContainingAll("8x16", "mirrored", "8");
        assertThatThrownBy(() -> new PaddedCrop(-1, PaddedCrop.Border.ZERO)).hasMessageContaining("-1");
        assertThatThrownBy(() -> augmentation.withFlips(2, 0)).hasMessageContaining("2.0");
    }
}

package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureDigest;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.augment.auto.AutomaticAugmentation;
import io.metaformer4j.vision.augment.auto.AutomaticSettings;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures for networks whose input has one channel. */
class GrayPicturesTest {

    private static final double MEAN = 0.449;
    private static final double STD = 0.226;
    private static final int SIDE = 24;
    private static final Preprocessing GRAY = preprocessing(1);
    private static final Preprocessing COLORS = preprocessing(3);

    private final ImageDecoder decoder = ImageDecoder.standard();

    /** The same statistics in each channel. */
    private static Preprocessing preprocessing(int channels) {
        return new Preprocessing(
                SIDE,
                SIDE,
                0.9,
                Interpolation.BICUBIC,
                CropMode.BORDER,
                Collections.nCopies(channels, MEAN),
                Collections.nCopies(channels, STD));
    }

    private static Picture noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        SplitMix64 random = new SplitMix64(width * 1000L + height);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.integer(0, 255);
        }
        return Picture.of(width, height, rgb);
    }

    private static Picture gray(Picture picture) {
        Picture gray = picture.copy();
        ColorEnhancement.gray(gray.rgb(), gray.rgb(), gray.byteCount());
        return gray;
    }

    private static float[] floats(ImageBatch batch) {
        float[] values = new float[batch.pictureValues()];
        batch.floats().get(values);
        return values;
    }

    @Test
    void the_luma_of_a_coarse_grid_of_colours_is_pillows() {
        byte[] expected = Fixtures.bytes("preprocess/luma.bin");
        byte[] actual = new byte[expected.length];
        int at = 0;
        for (int red = 0; red < 256; red += 15) {
            for (int green = 0; green < 256; green += 15) {
                for (int blue = 0; blue < 256; blue += 15) {
                    actual[at++] = (byte) ColorEnhancement.luma(red, green, blue);
                }
            }
        }
        assertThat(actual).isEqualTo(expected);
        for (int value = 0; value < 256; value++) {
            assertThat(ColorEnhancement.luma(value, value, value)).isEqualTo(value);
        }
    }

    static Stream<JsonNode> timmCases() {
        return StreamSupport.stream(
                Fixtures.json("preprocess/gray.json").get("cases").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("timmCases")
    void evaluation_gives_timms_bytes_of_pictures_in_mode_l(JsonNode one) {
        Preprocessing preprocessing = new Preprocessing(
                one.get("h").asInt(),
                one.get("w").asInt(),
                one.get("crop_pct").asDouble(),
                Interpolation.parse(one.get("interpolation").asText()),
                CropMode.parse(one.get("crop_mode").asText()),
                List.of(MEAN),
                List.of(STD));
        String name = one.get("picture").asText();
        EncodedImage image = EncodedImage.of(Fixtures.bytes("images/" + name), name);
        String expected = one.get("u8_sha256").asText();
        for (ImageBatch.Layout layout : List.of(ImageBatch.Layout.UINT8_NCHW, ImageBatch.Layout.UINT8_NHWC)) {
            EvalTransform transform = EvalTransform.of(preprocessing, decoder, layout);
            for (Sample sample :
                    List.of(new Sample.Encoded(image), new Sample.Pixels(decoder.decode(image.bytes(), name)))) {
                ImageBatch batch = transform.batchOf(sample, 0);
                assertThat(batch.channels()).isEqualTo(1);
                byte[] values = new byte[batch.pictureBytes()];
                batch.bytes().get(values);
                assertThat(PictureDigest.sha256(values, values.length)).startsWith(expected);
            }
        }
    }

    @Test
    void floats_are_the_normalised_shades_and_padding_has_the_mean() {
        Picture wide = noise(60, 20);
        Picture input = EvalTransform.of(GRAY).apply(wide);
        float[] values = floats(EvalTransform.of(GRAY).batchOf(new Sample.Pixels(wide), 0));
        assertThat(values).hasSize(SIDE * SIDE);
        for (int i = 0; i < values.length; i++) {
            int shade = input.rgb()[3 * i] & 0xff;
            assertThat(values[i]).isEqualTo((shade / 255f - (float) MEAN) / (float) STD);
            assertThat(input.rgb()[3 * i + 1]).isEqualTo(input.rgb()[3 * i]);
            assertThat(input.rgb()[3 * i + 2]).isEqualTo(input.rgb()[3 * i]);
        }
        assertThat(input.value(0, 0, 0)).isEqualTo((int) Math.rint(255 * MEAN));
    }

    static Stream<Cropping> croppings() {
        return Stream.of(RandomResizedCrop.standard(), new PaddedCrop(4, PaddedCrop.Border.REFLECT));
    }

    /** Whatever is done to a gray picture in three channels leaves them alike, the colour outside of it included. */
    @ParameterizedTest
    @MethodSource("croppings")
    void training_gives_one_channel_of_what_becomes_of_the_gray_picture(Cropping cropping) {
        Picture picture = noise(SIDE, SIDE);
        byte[] before = picture.rgb().clone();
        AutomaticAugmentation policy = AutomaticAugmentation.parse("rand-m9-n3-mstd0.5-inc1");
        for (int seed = 0; seed < 60; seed++) {
            float[] shades = floats(train(GRAY, cropping, policy).batchOf(new Sample.Pixels(picture), seed));
            float[] colors = floats(train(COLORS, cropping, policy).batchOf(new Sample.Pixels(gray(picture)), seed));
            assertThat(colors).startsWith(shades);
            for (int i = 0; i < shades.length; i++) {
                assertThat(colors[i + shades.length]).isEqualTo(shades[i]);
                assertThat(colors[i + 2 * shades.length]).isEqualTo(shades[i]);
            }
        }
        assertThat(picture.rgb()).as("a sample is only read").isEqualTo(before);
    }

    private TrainTransform train(Preprocessing input, Cropping cropping, AutomaticAugmentation policy) {
        AutomaticSettings settings =
                AutomaticSettings.of(input, List.of(Interpolation.BILINEAR, Interpolation.BICUBIC));
        return TrainTransform.of(
                Augmentation.cropAndFlip(input, cropping)
                        .withOperations(List.of(policy.operation(settings), ColorJitter.of(0.4)))
                        .withErasing(RandomErasing.of(0.5, RandomErasing.Fill.CONST)),
                decoder);
    }

    @Test
    void what_is_painted_has_the_mean_or_the_luma_of_its_colour() {
        AutomaticSettings settings = AutomaticSettings.of(GRAY, List.of(Interpolation.BILINEAR));
        int mean = (int) Math.rint(255 * MEAN);
        assertThat(List.of(settings.red(), settings.green(), settings.blue())).containsOnly(mean);
        assertThat(Cutout.ofMean(3, GRAY)).isEqualTo(new Cutout(3, mean, mean, mean));

        Augmentation painted = Augmentation.cropAndFlip(GRAY, new PaddedCrop(0, PaddedCrop.Border.ZERO))
                .withOperations(List.of(new Cutout(3 * SIDE, 124, 116, 104)));
        ImageBatch batch = TrainTransform.of(painted, decoder, ImageBatch.Layout.UINT8_NHWC)
                .batchOf(new Sample.Pixels(noise(SIDE, SIDE)), 0);
        byte[] values = new byte[batch.pictureBytes()];
        batch.bytes().get(values);
        assertThat(values).hasSize(SIDE * SIDE).containsOnly(ColorEnhancement.luma(124, 116, 104));
    }

    @Test
    void networks_for_other_input_take_no_pictures() {
        String message =
                "the network takes input of 5 channels, but pictures have 3, red, green and blue, or are shades of"
                        + " gray, with 1; give it tensors";
        Preprocessing five = preprocessing(5);
        assertThatThrownBy(() -> EvalTransform.of(five))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage(message);
        Augmentation augmentation = Augmentation.cropAndFlip(five, RandomResizedCrop.standard());
        assertThatThrownBy(() -> TrainTransform.of(augmentation, decoder))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage(message);
    }
}

package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.FormatSample;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.Preprocessing;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format in every crop mode: what is decoded for a crop is what the whole picture would give. */
class FormatTransformTest {

    static Stream<FormatSample> samples() {
        return FormatSample.all().stream().filter(sample -> !sample.refused());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void a_file_gives_the_floats_of_its_whole_picture_in_every_crop_mode(FormatSample sample) {
        for (boolean exif : new boolean[] {false, true}) {
            ImageDecoder decoder = ImageDecoder.of(DecodeOptions.standard().withExifOrientation(exif));
            Picture whole =
                    decoder.decode(sample.image(), new DecodeWorkspace()).copy();
            for (CropMode mode : CropMode.values()) {
                check(sample, decoder, whole, preprocessing(16, 16, 0.5, mode));
                check(sample, decoder, whole, preprocessing(13, 21, 0.9, mode));
                check(sample, decoder, whole, preprocessing(64, 48, 1, mode));
            }
        }
    }

    private static void check(FormatSample sample, ImageDecoder decoder, Picture whole, Preprocessing preprocessing) {
        EvalTransform transform = EvalTransform.of(preprocessing, decoder, ImageBatch.Layout.FLOAT32_NCHW);
        ImageBatch batch = transform.newBatch(2);

        transform.newWorker().apply(new Sample.Encoded(sample.image()), 0, batch, 0);
        transform.newWorker().apply(new Sample.Pixels(whole), 0, batch, 1);

        int count = batch.pictureValues();
        assertThat(batch.floats().slice(0, count))
                .as("%s", preprocessing)
                .isEqualTo(batch.floats().slice(count, count));
    }

    private static Preprocessing preprocessing(int height, int width, double cropRatio, CropMode mode) {
        return new Preprocessing(
                height,
                width,
                cropRatio,
                Interpolation.BICUBIC,
                mode,
                Preprocessing.IMAGENET_MEAN,
                Preprocessing.IMAGENET_STD);
    }
}

package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.FormatSample;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.Preprocessing;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format in training: a drawn crop of a file is that crop of its whole picture. */
class FormatCropTest {

    private static final int DRAWS = 6;

    static Stream<FormatSample> samples() {
        return FormatSample.all().stream().filter(sample -> !sample.refused());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void a_random_resized_crop_of_a_file_is_that_of_its_picture(FormatSample sample) {
        check(sample, RandomResizedCrop.standard());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void a_padded_crop_of_a_file_is_that_of_its_picture(FormatSample sample) {
        check(sample, PaddedCrop.standard());
    }

    private static void check(FormatSample sample, Cropping cropping) {
        ImageDecoder decoder = ImageDecoder.standard();
        Picture whole = decoder.decode(sample.image(), new DecodeWorkspace()).copy();
        TrainTransform transform = TrainTransform.of(
                Augmentation.cropAndFlip(Preprocessing.imageNet(16, 1), cropping),
                decoder,
                ImageBatch.Layout.UINT8_NHWC);
        SampleTransform.Worker worker = transform.newWorker();
        ImageBatch batch = transform.newBatch(2);
        for (long seed = 0; seed < DRAWS; seed++) {
            worker.apply(new Sample.Encoded(sample.image()), seed, batch, 0);
            worker.apply(new Sample.Pixels(whole), seed, batch, 1);

            assertThat(batch.bytes().slice(0, batch.pictureBytes()))
                    .as("seed %d", seed)
                    .isEqualTo(batch.bytes().slice(batch.pictureBytes(), batch.pictureBytes()));
        }
    }
}

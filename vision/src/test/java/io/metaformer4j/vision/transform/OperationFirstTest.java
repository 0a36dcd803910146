package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.Contrast;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationFirstTest {

    private static final Preprocessing INPUT = Preprocessing.imageNet(32, 0.9);

    private final ImageDecoder decoder = ImageDecoder.standard();
    private final EncodedImage file = EncodedImage.of(Fixtures.bytes("images/chelsea_base420.jpg"), "chelsea");
    private final Picture picture = decoder.decode(file.bytes(), "chelsea");

    @Test
    void the_operation_comes_before_the_transform_for_files_and_pixels() {
        EvalTransform transform = EvalTransform.of(INPUT);
        PictureOperation worse = Contrast.of(new Severity(4));

        ImageBatch expected = transform.batchOf(new Sample.Pixels(worse.apply(picture, 0)), 0);

        SampleTransform both = transform.after(worse, decoder);
        assertThat(both.batchOf(new Sample.Encoded(file), 5).floats()).isEqualTo(expected.floats());
        assertThat(both.batchOf(new Sample.Pixels(picture), 5).floats()).isEqualTo(expected.floats());
    }

    @Test
    void the_operation_closest_to_the_picture_comes_first() {
        EvalTransform transform = EvalTransform.of(INPUT);
        PictureOperation black = new Cutout(10_000, 0, 0, 0);
        PictureOperation white = new Cutout(10_000, 255, 255, 255);

        ImageBatch batch = transform.after(white, decoder).after(black, decoder).batchOf(new Sample.Encoded(file), 1);

        Sample whitePicture = new Sample.Pixels(Picture.filled(40, 40, 255, 255, 255));
        assertThat(batch.floats()).isEqualTo(transform.batchOf(whitePicture, 0).floats());
    }

    @Test
    void two_operations_draw_different_numbers() {
        List<Double> drawn = new ArrayList<>();
        PictureOperation recording = (canvas, random) -> drawn.add(random.unit());

        EvalTransform.of(INPUT)
                .after(recording, decoder)
                .after(recording, decoder)
                .batchOf(new Sample.Pixels(picture), 1);

        assertThat(drawn).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void equal_seeds_give_equal_pictures_and_the_streams_of_both_are_their_own() {
        double[] drawn = new double[1];
        PictureOperation recording = (canvas, random) -> drawn[0] = random.unit();
        TrainTransform plain =
                TrainTransform.of(Augmentation.cropAndFlip(INPUT, RandomResizedCrop.standard()), decoder);
        SampleTransform both = plain.after(recording, decoder);

        for (long seed : List.of(1L, 2L, 3L)) {
            ImageBatch batch = both.batchOf(new Sample.Pixels(picture), seed);
            double first = drawn[0];

            assertThat(both.batchOf(new Sample.Pixels(picture), seed).floats()).isEqualTo(batch.floats());
            assertThat(drawn[0]).isEqualTo(first).isNotEqualTo(new SplitMix64(seed).unit());
            assertThat(plain.batchOf(new Sample.Pixels(picture), seed).floats()).isEqualTo(batch.floats());
        }
    }
}

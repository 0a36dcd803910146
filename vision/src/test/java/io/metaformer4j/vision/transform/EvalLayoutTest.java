package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.Preprocessing;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The four layouts of a batch hold the same pictures. */
class EvalLayoutTest {

    private static final int HEIGHT = 40;
    private static final int WIDTH = 56;
    private static final int SIZE = 3;
    private static final int INDEX = 1;

    private final ImageDecoder decoder = ImageDecoder.standard();

    static Stream<Arguments> cases() {
        return Stream.of(CropMode.values())
                .flatMap(mode -> Stream.of(0.5, 1.0).flatMap(ratio -> Stream.of(ImageBatch.Layout.values())
                        .map(layout -> Arguments.of(mode, ratio, layout))));
    }

    private static Preprocessing preprocessing(CropMode mode, double cropRatio) {
        return new Preprocessing(
                HEIGHT,
                WIDTH,
                cropRatio,
                Interpolation.BICUBIC,
                mode,
                Preprocessing.IMAGENET_MEAN,
                Preprocessing.IMAGENET_STD);
    }

    /** In border mode without a crop, the picture is smaller than the input in one direction, and padded. */
    @ParameterizedTest
    @MethodSource("cases")
    void every_layout_holds_every_value_of_the_cropped_picture(
            CropMode mode, double cropRatio, ImageBatch.Layout layout) {
        Preprocessing preprocessing = preprocessing(mode, cropRatio);
        EncodedImage image = EncodedImage.of(Fixtures.bytes("images/chelsea_base420.jpg"), "chelsea");
        Picture decoded = decoder.decode(image.bytes(), "chelsea");
        EvalTransform transform = EvalTransform.of(preprocessing, decoder, layout);
        EvalGeometry geometry = transform.geometry(decoded.width(), decoded.height());
        boolean padded = Math.max(geometry.left(), geometry.top()) > 0;
        assertThat(padded).isEqualTo(mode == CropMode.BORDER && cropRatio == 1);
        Picture expected = transform.apply(decoded);

        ImageBatch fromFile = transform.newBatch(SIZE);
        transform.newWorker().apply(new Sample.Encoded(image), 0, fromFile, INDEX);
        ImageBatch fromPixels = transform.newBatch(SIZE);
        transform.newWorker().apply(new Sample.Pixels(decoded), 0, fromPixels, INDEX);

        assertThat(fromPixels.bytes()).isEqualTo(fromFile.bytes());
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int c = 0; c < Picture.CHANNELS; c++) {
                    assertThat(value(fromFile, INDEX, x, y, c))
                            .isEqualTo(value(expected.value(x, y, c), c, preprocessing, layout));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_other_pictures_of_the_batch_are_not_touched(CropMode mode, double cropRatio, ImageBatch.Layout layout) {
        EvalTransform transform = EvalTransform.of(preprocessing(mode, cropRatio), decoder, layout);
        ImageBatch batch = transform.newBatch(SIZE);

        transform.newWorker().apply(new Sample.Pixels(Picture.filled(31, 17, 200, 100, 50)), 0, batch, INDEX);

        int size = batch.pictureBytes();
        for (int i = 0; i < size; i++) {
            assertThat(batch.bytes().get(i)).isZero();
            assertThat(batch.bytes().get(2 * size + i)).isZero();
        }
    }

    private static float value(ImageBatch batch, int index, int x, int y, int channel) {
        int at = batch.layout().isChannelsLast()
                ? (y * WIDTH + x) * Picture.CHANNELS + channel
                : (channel * HEIGHT + y) * WIDTH + x;
        int place = index * batch.pictureValues() + at;
        return batch.layout().isFloat()
                ? batch.floats().get(place)
                : batch.bytes().get(place) & 0xff;
    }

    private static float value(int value, int channel, Preprocessing preprocessing, ImageBatch.Layout layout) {
        float mean = preprocessing.mean().get(channel).floatValue();
        float std = preprocessing.std().get(channel).floatValue();
        return layout.isFloat() ? (value / 255f - mean) / std : value;
    }
}

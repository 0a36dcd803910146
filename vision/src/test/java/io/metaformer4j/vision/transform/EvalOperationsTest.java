package io.metaformer4j.vision.transform;

import static io.metaformer4j.vision.ImageBatch.Layout.FLOAT32_NCHW;
import static io.metaformer4j.vision.ImageBatch.Layout.UINT8_NHWC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.Brightness;
import io.metaformer4j.vision.corruption.Contrast;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.OperationFailedException;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.zoo.Preprocessing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvalOperationsTest {

    private static final Preprocessing INPUT = Preprocessing.imageNet(32, 0.9);
    private static final PictureOperation FLAT = Contrast.of(new Severity(5));
    private static final PictureOperation PALE = Brightness.of(new Severity(3));

    private final ImageDecoder decoder = ImageDecoder.standard();
    private final EncodedImage file = EncodedImage.of(Fixtures.bytes("images/chelsea_base420.jpg"), "chelsea");
    private final Picture picture = decoder.decode(file.bytes(), "chelsea");
    private final List<Sample> samples = List.of(new Sample.Encoded(file), new Sample.Pixels(picture));

    private ByteBuffer bytes(EvalOperations operations, Sample sample) {
        return operations
                .transform(INPUT, decoder, UINT8_NHWC)
                .batchOf(sample, 4)
                .bytes();
    }

    @ParameterizedTest
    @EnumSource(ImageBatch.Layout.class)
    void operations_that_do_nothing_change_no_bit(ImageBatch.Layout layout) {
        PictureOperation nothing = (canvas, random) -> {};
        List<EvalOperations> neutral = List.of(
                EvalOperations.NONE,
                EvalOperations.beforeTransform(nothing),
                EvalOperations.onInput(nothing, nothing),
                new EvalOperations(List.of(nothing), List.of(nothing)));

        for (Sample sample : samples) {
            ImageBatch plain = EvalTransform.of(INPUT, decoder, layout).batchOf(sample, 4);
            for (EvalOperations operations : neutral) {
                ImageBatch batch = operations.transform(INPUT, decoder, layout).batchOf(sample, 4);
                assertThat(batch.bytes()).isEqualTo(plain.bytes());
            }
        }
    }

    @Test
    void before_the_transform_they_change_the_decoded_picture_in_their_order() {
        Picture worse = PALE.apply(FLAT.apply(picture, 0), 0);
        ByteBuffer expected =
                ByteBuffer.wrap(EvalTransform.of(INPUT).apply(worse).rgb());

        for (Sample sample : samples) {
            assertThat(bytes(EvalOperations.beforeTransform(FLAT, PALE), sample))
                    .isEqualTo(expected)
                    .isNotEqualTo(bytes(EvalOperations.beforeTransform(PALE, FLAT), sample));
        }
    }

    @Test
    void on_the_input_they_change_the_resized_and_cropped_picture_in_their_order() {
        Picture worse = PALE.apply(FLAT.apply(EvalTransform.of(INPUT).apply(picture), 0), 0);
        ByteBuffer expected = ByteBuffer.wrap(worse.rgb());

        for (Sample sample : samples) {
            assertThat(bytes(EvalOperations.onInput(FLAT, PALE), sample))
                    .isEqualTo(expected)
                    .isNotEqualTo(bytes(EvalOperations.onInput(PALE, FLAT), sample))
                    .isNotEqualTo(bytes(EvalOperations.beforeTransform(FLAT, PALE), sample));
        }
    }

    @Test
    void one_after_the_other_they_see_the_picture_in_its_size_and_in_that_of_the_input() {
        List<String> seen = new ArrayList<>();
        PictureOperation sizes = (canvas, random) -> seen.add(canvas.width() + "x" + canvas.height());

        bytes(new EvalOperations(List.of(sizes), List.of(sizes)), samples.get(0));

        assertThat(seen).containsExactly(picture.width() + "x" + picture.height(), "32x32");
    }

    @Test
    void each_draws_numbers_of_its_own_which_come_from_the_seed() {
        List<Double> drawn = new ArrayList<>();
        PictureOperation recording = (canvas, random) -> drawn.add(random.unit());
        List<PictureOperation> twice = List.of(recording, recording);
        SampleTransform transform = new EvalOperations(twice, twice).transform(INPUT, decoder, FLOAT32_NCHW);

        transform.batchOf(samples.get(0), 1);
        List<Double> first = List.copyOf(drawn);
        drawn.clear();
        transform.batchOf(samples.get(1), 1);
        List<Double> again = List.copyOf(drawn);
        drawn.clear();
        transform.batchOf(samples.get(1), 2);

        assertThat(first).hasSize(4).doesNotHaveDuplicates();
        assertThat(again).isEqualTo(first);
        assertThat(drawn).hasSize(4).doesNotContainAnyElementsOf(first);
    }

    @Test
    void one_that_fails_is_named_with_the_size_of_the_picture() {
        PictureOperation broken = (canvas, random) -> {
            throw new ArithmeticException("wrong formula");
        };

        assertThatThrownBy(() -> bytes(EvalOperations.onInput(FLAT, broken), samples.get(0)))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContainingAll(broken.toString(), "32x32", "wrong formula")
                .hasCauseInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> bytes(EvalOperations.beforeTransform(broken), samples.get(0)))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining(picture.width() + "x" + picture.height());
    }
}

package io.metaformer4j.vision.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.random.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every operation on pictures must do; a test of one inherits it and lists settings of the operation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PictureOperationContractTest {

    /** Settings from the mildest to the most severe that is allowed. */
    protected abstract List<PictureOperation> operations();

    private static List<Picture> pictures() {
        return List.of(
                noise(37, 23),
                noise(1, 19),
                noise(19, 1),
                noise(1, 1),
                Picture.filled(16, 16, 0, 0, 0),
                Picture.filled(16, 16, 255, 255, 255),
                Picture.filled(5, 7, 255, 0, 0));
    }

    private static Picture noise(int width, int height) {
        SplitMix64 random = new SplitMix64(31L * width + height);
        Picture picture = Picture.filled(width, height, 0, 0, 0);
        for (int i = 0; i < picture.byteCount(); i++) {
            picture.rgb()[i] = (byte) random.integer(0, 255);
        }
        return picture;
    }

    Stream<PictureOperation> settings() {
        return operations().stream();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void the_size_is_kept(PictureOperation operation) {
        for (Picture picture : pictures()) {
            Picture changed = operation.apply(picture, 7);

            assertThat(changed.width()).isEqualTo(picture.width());
            assertThat(changed.height()).isEqualTo(picture.height());
            assertThat(changed.rgb()).hasSize(picture.byteCount());
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void the_picture_handed_in_is_only_read(PictureOperation operation) {
        for (Picture picture : pictures()) {
            Picture before = picture.copy();

            Picture changed = operation.apply(picture, 7);

            assertThat(picture.rgb()).isEqualTo(before.rgb()).isNotSameAs(changed.rgb());
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void equal_seeds_give_equal_pictures(PictureOperation operation) {
        for (Picture picture : pictures()) {
            assertThat(operation.apply(picture, 11).rgb())
                    .isEqualTo(operation.apply(picture, 11).rgb());
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void a_canvas_that_was_used_before_gives_the_same_as_a_fresh_one(PictureOperation operation) {
        Picture picture = pictures().get(0);
        Canvas canvas = Canvas.of(noise(37, 23));
        operation.apply(canvas, new SplitMix64(5));
        Arrays.fill(canvas.scratch(), (byte) 99);
        System.arraycopy(picture.rgb(), 0, canvas.rgb(), 0, picture.byteCount());

        operation.apply(canvas, new SplitMix64(11));

        assertThat(canvas.rgb()).isEqualTo(operation.apply(picture, 11).rgb());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void unused_memory_behind_the_pixels_does_not_matter(PictureOperation operation) {
        Picture picture = pictures().get(0);
        byte[] longer = Arrays.copyOf(picture.rgb(), picture.byteCount() + 100);
        Picture roomy = Picture.of(picture.width(), picture.height(), longer);

        assertThat(operation.apply(roomy, 3).rgb())
                .isEqualTo(operation.apply(picture, 3).rgb());
    }
}

package io.metaformer4j.vision.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationSequenceTest extends PictureOperationContractTest {

    private static final PictureOperation RED = new Cutout(3, 255, 0, 0);
    private static final PictureOperation BLUE = new Cutout(4, 0, 0, 255);

    @Override
    protected List<PictureOperation> operations() {
        return List.of(
                PictureOperation.sequence(List.of()),
                PictureOperation.sequence(List.of(RED, BLUE)),
                PictureOperation.sequence(List.of(RED, RED, BLUE, new Cutout(1000, 1, 2, 3))));
    }

    @Test
    void sequences_in_a_sequence_are_one() {
        Picture picture = Picture.filled(20, 20, 10, 20, 30);
        PictureOperation inner = PictureOperation.sequence(List.of(BLUE, RED));
        PictureOperation nested = PictureOperation.sequence(List.of(RED, inner));

        assertThat(nested.apply(picture, 5).rgb())
                .isEqualTo(PictureOperation.sequence(List.of(RED, BLUE, RED))
                        .apply(picture, 5)
                        .rgb())
                .isNotEqualTo(picture.rgb());
    }

    @Test
    void equal_operations_draw_different_numbers() {
        List<Double> drawn = new ArrayList<>();
        PictureOperation recording = (canvas, random) -> drawn.add(random.unit());

        PictureOperation.sequence(List.of(recording, recording)).apply(Picture.filled(2, 2, 0, 0, 0), 1);

        assertThat(drawn).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void what_failed_is_named_once_also_inside_of_another_sequence() {
        PictureOperation broken = new Broken("wrong formula");
        PictureOperation nested = PictureOperation.sequence(List.of(RED, PictureOperation.sequence(List.of(broken))));

        assertThatThrownBy(() -> nested.apply(Picture.filled(7, 5, 0, 0, 0), 1))
                .isInstanceOf(OperationFailedException.class)
                .hasMessage("operation " + broken + " failed on a picture of 7x5: wrong formula")
                .hasCauseInstanceOf(MetaFormerException.class);
    }

    private record Broken(String message) implements PictureOperation {
        @Override
        public void apply(Canvas canvas, RandomSource random) {
            throw new MetaFormerException(message);
        }
    }
}

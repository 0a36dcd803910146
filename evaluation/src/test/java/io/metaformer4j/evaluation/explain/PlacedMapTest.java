package io.metaformer4j.evaluation.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Preprocessing;
import org.junit.jupiter.api.Test;

/** Maps find their place in the photograph. */
class PlacedMapTest {

    private static final ActivationMap MAP = ActivationMap.of(2, 2, new float[] {1, 0, 0, 0});

    private static AppliedGeometry geometry(Preprocessing preprocessing, int width, int height) {
        EvalTransform transform = EvalTransform.of(preprocessing);
        ImageBatch batch = transform.newBatch(1);
        return transform.newWorker().apply(new Sample.Pixels(Picture.filled(width, height, 9, 9, 9)), 0, batch, 0);
    }

    @Test
    void a_picture_that_is_the_input_gets_the_overlay_of_the_map() {
        Picture picture = TestPictures.picture(1, 12, 8);
        PlacedMap placed = PlacedMap.of(MAP, AppliedGeometry.whole(12, 8));
        assertThat(placed.overlay(picture).rgb()).isEqualTo(MAP.overlay(picture).rgb());
    }

    /** 40x20 pixels become 16x8, of which the middle 8x8 are seen: columns 10 to 29. */
    @Test
    void what_was_cropped_away_has_no_heat() {
        PlacedMap placed = PlacedMap.of(MAP, geometry(Preprocessing.imageNet(8, 1), 40, 20));
        for (int x = 0; x < 40; x++) {
            assertThat(placed.isSeen(x, 3)).as("column %s", x).isEqualTo(x >= 10 && x < 30);
        }
        assertThat(placed.heat(9, 0)).isZero();
        assertThat(placed.heat(10, 0)).isCloseTo(1, within(1e-5f));
        assertThat(placed.heat(29, 19)).isCloseTo(0, within(1e-5f));
        assertThat(placed.heat(19, 0)).isBetween(0.2f, 0.8f);
    }

    @Test
    void a_padded_picture_is_seen_as_a_whole() {
        Preprocessing standard = Preprocessing.imageNet(8, 1);
        Preprocessing border =
                new Preprocessing(8, 8, 1, standard.interpolation(), CropMode.BORDER, standard.mean(), standard.std());
        PlacedMap placed = PlacedMap.of(MAP, geometry(border, 40, 20));
        assertThat(placed.isSeen(0, 0)).isTrue();
        assertThat(placed.isSeen(39, 19)).isTrue();
        assertThat(placed.heat(0, 0)).isGreaterThan(placed.heat(20, 0));
    }

    @Test
    void unseen_places_are_dark_but_there() {
        Picture white = Picture.filled(40, 20, 255, 255, 255);
        Picture overlay = PlacedMap.of(MAP, geometry(Preprocessing.imageNet(8, 1), 40, 20))
                .overlay(white);
        assertThat(overlay.value(0, 0, 0)).isEqualTo(overlay.value(0, 0, 2)).isBetween(100, 140);
    }

    @Test
    void another_picture_is_refused() {
        PlacedMap placed = PlacedMap.of(MAP, AppliedGeometry.whole(12, 8));
        assertThatThrownBy(() -> placed.overlay(Picture.filled(8, 12, 0, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("12x8", "8x12");
    }
}

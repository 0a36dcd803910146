package io.metaformer4j.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.Picture;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapGridTest {

    private static final int CELL = 256;
    private static final int STEP = CELL + 12;
    private static final int FIRST_SHADE = 100;

    /** A grid of photographs, of each so many pictures, every one a little brighter than the one before. */
    private static Picture grid(int... counts) {
        HeatMapGrid grid = new HeatMapGrid();
        for (int count : counts) {
            grid.begin(shade(0), "photograph");
            for (int i = 1; i < count; i++) {
                grid.add(shade(i), List.of("map"));
            }
        }
        return grid.draw();
    }

    private static Picture shade(int index) {
        int value = FIRST_SHADE + index;
        return Picture.filled(CELL, CELL, value, value, value);
    }

    private static int shadeAt(Picture grid, int x, int y) {
        return (grid.rgb()[(y * grid.width() + x) * Picture.CHANNELS] & 0xff) - FIRST_SHADE;
    }

    @Test
    void pictures_that_fit_stand_in_one_row() {
        Picture grid = grid(8);
        assertThat(grid.width()).isEqualTo(12 + 8 * STEP);
        assertThat(grid.height()).isLessThan(2 * STEP);
    }

    @Test
    void more_are_divided_into_rows_of_about_the_same_length() {
        Picture grid = grid(9);
        assertThat(grid.width()).isEqualTo(12 + 5 * STEP);
        int rowHeight = (grid.height() - 12) / 2;
        for (int i = 0; i < 9; i++) {
            assertThat(shadeAt(grid, 12 + i % 5 * STEP, 12 + i / 5 * rowHeight)).isEqualTo(i);
        }
        assertThat(grid(16).width()).isEqualTo(12 + 8 * STEP);
        assertThat(grid(17).width()).isEqualTo(12 + 6 * STEP);
    }

    @Test
    void pictures_of_several_photographs_stand_below_each_other() {
        Picture grid = grid(9, 3);
        assertThat(grid.width()).isEqualTo(12 + 5 * STEP);
        int rowHeight = (grid.height() - 12) / 3;
        for (int i = 0; i < 3; i++) {
            assertThat(shadeAt(grid, 12 + i * STEP, 12 + 2 * rowHeight)).isEqualTo(i);
        }
    }
}

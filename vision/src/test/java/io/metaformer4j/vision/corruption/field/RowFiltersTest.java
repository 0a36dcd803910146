package io.metaformer4j.vision.corruption.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.vision.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Filters that look at few rows at a time give what the definition gives. */
class RowFiltersTest {

    private static final int WIDTH = 9;
    private static final int HEIGHT = 13;
    private static final RowShape SHAPE = new RowShape(WIDTH, HEIGHT, 1);

    private static double[] noise() {
        SplitMix64 random = new SplitMix64(4);
        double[] values = new double[WIDTH * HEIGHT];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.unit();
        }
        return values;
    }

    private static RowSource rows(double[] values) {
        return (y, row, at) -> System.arraycopy(values, y * WIDTH, row, at, WIDTH);
    }

    private static RowTarget into(double[] values) {
        return (y, row) -> System.arraycopy(row, 0, values, y * WIDTH, WIDTH);
    }

    private static double at(double[] values, int x, int y, BorderMode border) {
        return values[border.index(y, HEIGHT) * WIDTH + border.index(x, WIDTH)];
    }

    @Test
    void borders_repeat_mirror_and_reflect_however_far() {
        assertThat(List.of(BorderMode.NEAREST.index(-9, 3), BorderMode.NEAREST.index(9, 3)))
                .containsExactly(0, 2);
        assertThat(List.of(
                        BorderMode.MIRROR.index(-1, 3), BorderMode.MIRROR.index(3, 3), BorderMode.MIRROR.index(5, 3)))
                .containsExactly(1, 1, 1);
        assertThat(List.of(
                        BorderMode.REFLECT.index(-1, 3),
                        BorderMode.REFLECT.index(3, 3),
                        BorderMode.REFLECT.index(6, 3)))
                .containsExactly(0, 2, 0);
        assertThat(BorderMode.MIRROR.index(-7, 1)).isZero();
    }

    /** Smaller and larger than the picture, so that borders are crossed once and often. */
    @Test
    void a_gaussian_is_the_weighted_mean_of_its_definition() {
        double[] values = noise();
        for (BorderMode border : BorderMode.values()) {
            for (double sigma : new double[] {0.7, 1.5, 6}) {
                double[] filtered = new double[values.length];
                GaussianFilter.of(sigma, 3, border).filter(rows(values), SHAPE, into(filtered));
                int radius = (int) (3 * sigma + 0.5);
                for (int y = 0; y < HEIGHT; y += 4) {
                    for (int x = 0; x < WIDTH; x += 4) {
                        double sum = 0;
                        double weights = 0;
                        for (int i = -radius; i <= radius; i++) {
                            for (int j = -radius; j <= radius; j++) {
                                double weight = Math.exp(-(i * i + j * j) / (2 * sigma * sigma));
                                sum += weight * at(values, x + j, y + i, border);
                                weights += weight;
                            }
                        }
                        assertThat(filtered[y * WIDTH + x]).isCloseTo(sum / weights, within(1e-12));
                    }
                }
            }
        }
    }

    @Test
    void a_disk_is_the_weighted_sum_of_its_definition() {
        double[] values = noise();
        double[][] weights = new double[17][17];
        for (int y = 0; y < 17; y++) {
            for (int x = 0; x < 17; x++) {
                int square = (x - 8) * (x - 8) + (y - 8) * (y - 8);
                weights[y][x] = square < 30 ? 0.01 : square < 42 ? 0.004 : 0;
            }
        }
        double[] filtered = new double[values.length];
        DiskFilter.of(weights).filter(rows(values), SHAPE, into(filtered));
        for (int y = 0; y < HEIGHT; y += 3) {
            for (int x = 0; x < WIDTH; x++) {
                double sum = 0;
                for (int i = 0; i < 17; i++) {
                    for (int j = 0; j < 17; j++) {
                        sum += weights[i][j] * at(values, x + j - 8, y + i - 8, BorderMode.MIRROR);
                    }
                }
                assertThat(filtered[y * WIDTH + x]).isCloseTo(sum, within(1e-12));
            }
        }
    }

    @Test
    void rows_are_read_once_and_in_order() {
        List<Integer> read = new ArrayList<>();
        double[] values = noise();
        GaussianFilter.of(2)
                .filter(
                        (y, row, at) -> {
                            read.add(y);
                            rows(values).read(y, row, at);
                        },
                        SHAPE,
                        (y, row) -> {});
        assertThat(read).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }
}

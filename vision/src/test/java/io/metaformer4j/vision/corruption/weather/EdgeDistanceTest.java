package io.metaformer4j.vision.corruption.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EdgeDistanceTest {

    @Test
    void steps_cost_what_opencv_counts() {
        boolean[] edges = new boolean[7 * 5];
        edges[0] = true;

        double[] distances = EdgeDistance.of(edges, 7, 5, 20);

        assertThat(distances[0]).isZero();
        assertThat(distances[1]).isCloseTo(1, within(1e-4));
        assertThat(distances[7 + 1]).isCloseTo(1.4, within(1e-4));
        assertThat(distances[7 + 2]).isCloseTo(2.1969, within(1e-4));
        assertThat(distances[4 * 7 + 6]).isCloseTo(2 * 2.1969 + 2 * 1.4, within(1e-4));
    }

    @Test
    void without_edges_everything_is_as_far_as_can_be() {
        double[] distances = EdgeDistance.of(new boolean[6], 3, 2, 20);

        assertThat(Arrays.stream(distances)).containsOnly(20.0);
    }

    @Test
    void a_step_in_brightness_is_one_edge() {
        int[] values = new int[8 * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 8 < 4 ? 0 : 200;
        }

        boolean[] edges = EdgeDetector.edges(values, 8, 4, 50, 150);

        for (int i = 0; i < values.length; i++) {
            assertThat(edges[i]).as("place %d", i).isEqualTo(i % 8 == 3);
        }
    }
}

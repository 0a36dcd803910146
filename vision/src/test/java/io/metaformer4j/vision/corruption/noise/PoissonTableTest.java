package io.metaformer4j.vision.corruption.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PoissonTableTest {

    /** Evenly spread places of the unit interval give the distribution's own moments. */
    @Test
    void mean_and_variance_are_the_distributions() {
        for (double mean : new double[] {0.01, 0.5, 3, 12, 60}) {
            PoissonTable table = new PoissonTable(mean);
            int places = 100_000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < places; i++) {
                int count = table.at((i + 0.5) / places);
                sum += count;
                squares += (double) count * count;
            }
            assertThat(sum / places).isCloseTo(mean, within(0.001 * Math.max(1, mean)));
            assertThat(squares / places - mean * mean).isCloseTo(mean, within(0.02 * Math.max(1, mean)));
        }
    }

    @Test
    void no_light_is_no_photons() {
        assertThat(new PoissonTable(0).at(0)).isZero();
        assertThat(new PoissonTable(0).at(Math.nextDown(1.0))).isZero();
    }
}

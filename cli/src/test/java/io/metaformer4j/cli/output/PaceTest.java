package io.metaformer4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(-7);
    private final Pace pace = new Pace(nanos::get);

    private String after(long seconds, long done, long total) {
        nanos.addAndGet(seconds * SECOND);
        pace.at(done);
        return pace.shown(done, total, " images");
    }

    @Test
    void speed_and_rest_are_those_since_the_first_step_that_was_told() {
        assertThat(after(90, 100, 10_000)).isEmpty();
        assertThat(after(2, 300, 10_000)).isEqualTo("100 images/s, 1:37 left");
        assertThat(after(2, 900, 10_000)).isEqualTo("200 images/s, 0:46 left");
    }

    @Test
    void slow_steps_have_a_decimal_and_long_rests_hours() {
        assertThat(pace.shown(0, 10, " images")).isEmpty();
        assertThat(after(0, 0, 36_000)).isEmpty();
        assertThat(after(10, 15, 36_000)).isEqualTo("1.5 images/s, 6:39:50 left");
    }
}

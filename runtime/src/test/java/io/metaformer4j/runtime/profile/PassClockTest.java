package io.metaformer4j.runtime.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.profile.StepTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times of steps by a clock that the test turns. */
class PassClockTest {

    private static final long SECOND = 1_000_000_000;

    private long now = 5;
    private final PassClock clock = new PassClock(3, 3, () -> now);

    private void pass(long seconds) {
        now += seconds * SECOND;
    }

    @Test
    void waiting_belongs_to_the_step_behind_which_a_thread_waits_and_figures_are_means_over_threads() {
        clock.begins(0);
        pass(1);
        clock.computed(0, 0);
        pass(3);
        clock.waited(0, 1);
        pass(2);
        clock.computed(0, 1);
        clock.begins(2);
        pass(4);
        clock.computed(2, 0);
        clock.waited(2, 1);
        pass(6);
        clock.computed(2, 1);
        pass(100); // nothing is noted any more
        assertThat(clock.times()).containsExactly(new StepTime(4, 1.5), new StepTime(4, 0), new StepTime(0, 0));
    }

    @Test
    void shares_of_several_pictures_add_up() {
        clock.begins(0);
        for (int picture = 0; picture < 2; picture++) {
            for (int step = 0; step < 3; step++) {
                pass(step + 1);
                clock.computed(0, step);
            }
        }
        pass(7); // between two groups of pictures
        clock.begins(0);
        pass(1);
        clock.computed(0, 0);
        assertThat(clock.times()).extracting(StepTime::seconds).isEqualTo(List.of(3.0, 4.0, 6.0));
    }

    @Test
    void a_clock_that_nobody_used_is_at_zero() {
        assertThat(clock.times()).hasSize(3).allMatch(time -> time.seconds() == 0 && time.waiting() == 0);
    }
}

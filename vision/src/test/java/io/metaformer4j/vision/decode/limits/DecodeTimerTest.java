package io.metaformer4j.vision.decode.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DecodeTimerTest {

    private static final long LIMIT = 5_000;

    private final AtomicLong clock = new AtomicLong(77);
    private final AtomicLong processor = new AtomicLong(1_000_000);
    private final DecodeTimer timer = new DecodeTimer(LIMIT, clock::get, processor::get);

    private boolean isOverAfter(long elapsed, long worked) {
        clock.addAndGet(elapsed);
        processor.addAndGet(worked);
        return timer.isOver();
    }

    @Test
    void a_thread_that_works_all_the_time_is_stopped_at_the_limit() {
        assertThat(isOverAfter(100, 100)).isFalse();
        assertThat(isOverAfter(1_000, 1_000)).isFalse();
        assertThat(isOverAfter(3_900, 3_900)).isFalse();
        assertThat(isOverAfter(1, 1)).isTrue();
    }

    @Test
    void a_thread_that_others_keep_from_working_is_given_the_time_that_it_lost() {
        assertThat(isOverAfter(501, 60)).isFalse();
        assertThat(isOverAfter(20_000, 2_500)).isFalse();
        assertThat(isOverAfter(15_000, 1_900)).isFalse();
        assertThat(isOverAfter(800, 100)).isTrue();
    }

    @Test
    void a_decoder_is_stopped_after_ten_limits_of_the_clock_however_little_it_worked() {
        assertThat(isOverAfter(1_000, 100)).isFalse();
        assertThat(isOverAfter(10 * LIMIT - 1_000, 100)).isFalse();
        assertThat(isOverAfter(1, 0)).isTrue();
    }

    @Test
    void a_thread_that_stood_still_is_not_said_to_have_worked_for_longer_than_it_exists() {
        processor.set(400);
        assertThat(isOverAfter(30_000, 100)).isFalse();
        assertThat(isOverAfter(5_000, 4_500)).isFalse();
        assertThat(isOverAfter(1, 1)).isTrue();
    }

    @Test
    void the_clock_must_do_where_the_system_does_not_know() {
        processor.set(-1);
        assertThat(isOverAfter(LIMIT, 0)).isFalse();
        assertThat(isOverAfter(1, 0)).isTrue();
    }

    @Test
    void a_decoder_that_never_asked_before_its_time_was_over_is_stopped_at_once() {
        assertThat(isOverAfter(LIMIT + 1, LIMIT + 1)).isTrue();
    }

    @Test
    void an_image_of_many_bytes_may_take_longer() {
        DecodeOptions options = DecodeOptions.standard().withWork(1, Duration.ofSeconds(5), 1);
        assertThat(DecodeTimer.of(0, options).limitSeconds()).isEqualTo(5);
        assertThat(DecodeTimer.of(10_000_000, options).limitSeconds()).isEqualTo(15);
    }
}

package io.metaformer4j.evaluation.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Verdicts on machines that are made up. */
class MachineVerdictTest {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    /** A thousand pieces of work of so many nanoseconds, and some others. */
    private static CoreReading reading(long piece, long... others) {
        long[] usual = new long[1000];
        Arrays.fill(usual, piece);
        return CoreReading.of(
                LongStream.concat(LongStream.of(usual), LongStream.of(others)).toArray());
    }

    @Test
    void a_piece_that_took_much_longer_was_interrupted() {
        CoreReading reading = reading(10 * MICRO, 400 * MICRO, 2010 * MICRO, 1010 * MICRO);
        assertThat(reading.piece()).isCloseTo(10e-6, within(1e-12));
        assertThat(reading.lost()).isCloseTo(3e-3, within(1e-12)); // 400 microseconds are the system's own
        assertThat(reading.longest()).isCloseTo(2e-3, within(1e-12));
        assertThat(reading.spun()).isCloseTo(13.42e-3, within(1e-12));
        assertThatThrownBy(() -> CoreReading.of()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_machine_without_interruptions_at_its_speed_is_steady() {
        MachineVerdict verdict =
                MachineVerdict.of(reading(10 * MICRO), List.of(reading(11 * MICRO), reading(10 * MICRO)));
        assertThat(verdict.state()).isEqualTo(MachineVerdict.State.STEADY);
        assertThat(verdict.word()).isEqualTo("steady");
        assertThat(verdict.reason()).contains("0.0 % of the cores", "100 % of its speed");
    }

    @Test
    void one_on_which_others_run_is_busy_and_says_how_much() {
        CoreReading gaps = reading(10 * MICRO, 5 * MILLI, 4 * MILLI);
        MachineVerdict meanwhile = MachineVerdict.of(reading(10 * MICRO), List.of(gaps));
        assertThat(meanwhile.state()).isEqualTo(MachineVerdict.State.BUSY);
        assertThat(meanwhile.reason()).contains("31.0 % of the cores", "up to 5.0 ms at a time");
        assertThat(MachineVerdict.of(gaps, List.of(reading(10 * MICRO))).state())
                .isEqualTo(MachineVerdict.State.BUSY);
    }

    @Test
    void one_whose_loop_became_slower_is_throttled_unless_it_is_busy() {
        MachineVerdict slower = MachineVerdict.of(
                reading(8 * MICRO), List.of(reading(8 * MICRO), reading(10 * MICRO), reading(10 * MICRO)));
        assertThat(slower.state()).isEqualTo(MachineVerdict.State.THROTTLED);
        assertThat(slower.reason()).contains("80 % of its speed", "clock");
        MachineVerdict both = MachineVerdict.of(reading(8 * MICRO), List.of(reading(10 * MICRO, 5 * MILLI, 4 * MILLI)));
        assertThat(both.state()).isEqualTo(MachineVerdict.State.BUSY);
        assertThat(both.reason()).contains("80 % of its speed");
    }

    @Test
    void one_that_became_faster_is_steady() {
        assertThat(MachineVerdict.of(reading(10 * MICRO), List.of(reading(8 * MICRO)))
                        .state())
                .isEqualTo(MachineVerdict.State.STEADY);
    }
}

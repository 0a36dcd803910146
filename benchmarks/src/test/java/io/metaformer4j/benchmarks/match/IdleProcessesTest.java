package io.metaformer4j.benchmarks.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class IdleProcessesTest {

    private static final IdleProcesses HALF_A_SECOND =
            new IdleProcesses(Duration.ofMillis(500), Duration.ofMillis(600));

    @Test
    void a_process_that_computes_is_not_idle() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread spinning = new Thread(() -> {
            while (!enough.get()) {
                Thread.onSpinWait();
            }
        });
        spinning.start();
        try {
            assertThat(HALF_A_SECOND.await(List.of(ProcessHandle.current()))).isFalse();
        } finally {
            enough.set(true);
            spinning.join();
        }
    }

    @Test
    void a_process_that_has_ended_is_idle() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process ended = new ProcessBuilder(java.toString(), "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        ended.waitFor();
        assertThat(HALF_A_SECOND.await(List.of(ended.toHandle()))).isTrue();
    }
}

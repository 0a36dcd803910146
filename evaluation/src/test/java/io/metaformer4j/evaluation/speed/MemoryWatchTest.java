package io.metaformer4j.evaluation.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the system tells of the memory of a process. */
class MemoryWatchTest {

    @TempDir
    private Path process;

    @Test
    void the_peak_is_begun_anew_and_read() throws IOException {
        Files.writeString(process.resolve("clear_refs"), "");
        Files.writeString(process.resolve("status"), "VmPeak:\t  9999 kB\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n");
        MemoryWatch watch = new MemoryWatch(process);
        assertThat(watch.start()).isTrue();
        assertThat(process.resolve("clear_refs")).hasContent("5");
        PeakMemory peak = watch.stop(true);
        assertThat(peak.process()).hasValue(2L << 20);
        assertThat(peak.sinceStart()).isFalse();
        assertThat(peak.heap()).isPositive();
    }

    @Test
    void where_the_system_tells_nothing_only_the_heap_is_known() throws IOException {
        MemoryWatch watch = new MemoryWatch(process.resolve("nowhere"));
        assertThat(watch.start()).isFalse();
        PeakMemory peak = watch.stop(false);
        assertThat(peak.process()).isEqualTo(OptionalLong.empty());
        assertThat(peak.sinceStart()).isTrue();
        assertThat(peak.heap()).isPositive();
        Files.writeString(process.resolve("status"), "Name:\tjava\n");
        assertThat(new MemoryWatch(process).stop(false).process()).isEmpty();
        assertThat(process.resolve("clear_refs")).doesNotExist();
    }
}

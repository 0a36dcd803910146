package io.metaformer4j.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of the files in which Linux describes a processor. */
class ProcessorTest {

    @TempDir
    private Path folder;

    private static void cache(Path folder, String level, String type, String size) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("level"), level + "\n");
        Files.writeString(folder.resolve("type"), type + "\n");
        Files.writeString(folder.resolve("size"), size + "\n");
    }

    @Test
    void the_first_processor_stands_for_all() throws IOException {
        Path cpuinfo = Files.writeString(
                folder.resolve("cpuinfo"),
                """
                processor\t: 0
                cpu family\t: 6
                model\t\t: 85
                model name\t: Some CPU @ 2.00GHz
                flags\t\t: fpu avx2 avx sse4_1 unheard_of

                processor\t: 1
                model name\t: another
                """);
        cache(folder.resolve("cache/index0"), "1", "Data", "32K");
        cache(folder.resolve("cache/index2"), "2", "Unified", "1024K");
        Files.createDirectories(folder.resolve("cache/power"));
        Processor processor = Processor.read(cpuinfo, folder.resolve("cache"));
        assertThat(processor.name()).isEqualTo("Some CPU @ 2.00GHz, family 6 model 85");
        assertThat(processor.instructionSets()).containsExactly("sse4_1", "avx", "avx2");
        assertThat(processor.caches()).containsExactly("L1d 32K", "L2 1024K");
        assertThat(processor.hidesCaches()).isFalse();
    }

    @Test
    void where_nothing_is_reported_there_is_the_architecture() {
        Processor processor = Processor.read(folder.resolve("none"), folder.resolve("none"));
        assertThat(processor.name()).isEqualTo(System.getProperty("os.arch"));
        assertThat(processor.instructionSets()).isEmpty();
        assertThat(processor.caches()).isEmpty();
    }
}

package io.metaformer4j.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTest {

    @TempDir
    private Path root;

    private ControlGroup read(String membership) throws IOException {
        return ControlGroup.read(Files.writeString(root.resolve("membership"), membership), root);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void the_tightest_limit_up_to_the_root_counts() throws IOException {
        write("pod/cpu.max", "150000 100000\n");
        write("pod/memory.max", "2147483648\n");
        write("pod/job/cpu.max", "max 100000\n");
        write("pod/job/memory.max", "max\n");
        ControlGroup group = read("0::/pod/job\n");
        assertThat(group.processors()).hasValue(1.5);
        assertThat(group.memory()).hasValue(2147483648L);
    }

    @Test
    void the_first_version_has_a_tree_for_each_kind_and_its_own_word_for_none() throws IOException {
        write("cpu,cpuacct/job/cpu.cfs_quota_us", "50000\n");
        write("cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
        write("memory/job/memory.limit_in_bytes", "9223372036854771712\n");
        ControlGroup group = read("4:memory:/job\n3:cpu,cpuacct:/job\n");
        assertThat(group.processors()).hasValue(0.5);
        assertThat(group.memory()).isEmpty();
    }

    @Test
    void without_control_groups_there_is_no_limit() throws IOException {
        ControlGroup group = read("");
        assertThat(group.processors()).isEmpty();
        assertThat(group.memory()).isEmpty();
    }
}

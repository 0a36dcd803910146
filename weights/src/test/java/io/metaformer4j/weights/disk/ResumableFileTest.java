package io.metaformer4j.weights.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumableFileTest {

    private static final Map<String, String> IDENTITY = Map.of("model", "a", "data", "b");

    @TempDir
    private Path folder;

    private Path output() {
        return folder.resolve("out.txt");
    }

    private Path partial() {
        return folder.resolve("out.txt.partial");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private ResumableFile open(boolean resume) throws IOException {
        return ResumableFile.open(output(), IDENTITY, 2, resume);
    }

    /** Stores two portions and stops. */
    private void begin() throws IOException {
        try (ResumableFile file = open(/* resume= */ false)) {
            file.store(bytes("one "), 4, List.of());
            file.store(bytes("two "), 8, List.of(5, 6));
        }
    }

    private static void finish(ResumableFile file) throws IOException {
        file.finish(bytes("> "), channel -> AtomicFile.writeFully(channel, bytes("end")));
    }

    @Test
    void what_was_begun_is_gone_on_with_behind_its_last_portion() throws IOException {
        begin();
        assertThat(output()).doesNotExist();
        try (ResumableFile file = open(/* resume= */ true)) {
            assertThat(file.done()).isEqualTo(8);
            assertThat(file.bytes()).isEqualTo(10);
            assertThat(file.leftOut()).containsExactly(5, 6);
            file.store(bytes("three "), 9, List.of());
            finish(file);
        }
        assertThat(output()).hasContent("> one two three end");
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(output()));
    }

    @Test
    void a_portion_that_was_cut_off_does_not_count() throws IOException {
        begin();
        Files.writeString(partial(), "thr", StandardOpenOption.APPEND);
        Files.writeString(folder.resolve("out.txt.partial.log"), "9 1", StandardOpenOption.APPEND);
        try (ResumableFile file = open(/* resume= */ true)) {
            assertThat(file.done()).isEqualTo(8);
            finish(file);
        }
        assertThat(output()).hasContent("> one two end");
    }

    @Test
    void content_that_is_missing_from_the_disk_is_made_again() throws IOException {
        begin();
        byte[] whole = Files.readAllBytes(partial());
        Files.write(partial(), Arrays.copyOf(whole, 7));
        try (ResumableFile file = open(/* resume= */ true)) {
            assertThat(file.done()).isEqualTo(4);
            assertThat(file.leftOut()).isEmpty();
            file.store(bytes("two "), 8, List.of(5, 6));
            finish(file);
        }
        assertThat(output()).hasContent("> one two end");
    }

    @Test
    void an_end_that_a_power_cut_turned_into_zeros_is_made_again() throws IOException {
        begin();
        byte[] whole = Files.readAllBytes(partial());
        Arrays.fill(whole, 6, 10, (byte) 0);
        Files.write(partial(), whole);
        Path log = folder.resolve("out.txt.partial.log");
        Files.write(log, new byte[] {0, (byte) 0xff, '\n'}, StandardOpenOption.APPEND);
        try (ResumableFile file = open(/* resume= */ true)) {
            assertThat(file.done()).isEqualTo(4);
            assertThat(file.bytes()).isEqualTo(6);
            assertThat(file.leftOut()).isEmpty();
            file.store(bytes("two "), 8, List.of(5, 6));
            finish(file);
        }
        assertThat(output()).hasContent("> one two end");
    }

    @Test
    void an_end_that_was_written_before_the_process_was_killed_is_written_once() throws IOException {
        begin();
        Files.writeString(partial(), "end", StandardOpenOption.APPEND);
        try (ResumableFile file = open(/* resume= */ true)) {
            finish(file);
        }
        assertThat(output()).hasContent("> one two end");
    }

    @Test
    void what_is_made_of_something_else_or_was_changed_is_refused() throws IOException {
        begin();
        assertThatThrownBy(() -> ResumableFile.open(output(), Map.of("model", "a", "data", "c"), 2, true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("(data)")
                .hasMessageContaining("out.txt.partial");
        byte[] changed = Files.readAllBytes(partial());
        changed[4] = (byte) (changed[4] ^ 1);
        Files.write(partial(), changed);
        assertThatThrownBy(() -> open(/* resume= */ true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("not those that were written");
        Files.delete(folder.resolve("out.txt.partial.log"));
        assertThatThrownBy(() -> open(/* resume= */ true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("not known what is in it");
    }

    @Test
    void what_was_begun_is_not_thrown_away() throws IOException {
        begin();
        assertThatThrownBy(() -> open(/* resume= */ false))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("was begun before");
        assertThat(partial()).isNotEmptyFile();
    }

    /** So that a process that was killed before it did anything stands in nobody's way. */
    @Test
    void nothing_is_begun_before_the_first_portion() throws IOException {
        try (ResumableFile file = open(/* resume= */ false)) {
            assertThat(partial()).isEmptyFile();
            file.store(bytes("one "), 4, List.of());
            assertThat(Files.size(partial())).isEqualTo(6);
            finish(file);
        }
        assertThat(output()).hasContent("> one end");
    }

    @Test
    void nobody_else_writes_at_the_same_time() throws IOException {
        begin();
        try (ResumableFile first = open(/* resume= */ true)) {
            assertThatThrownBy(() -> open(/* resume= */ true))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("another process");
            finish(first);
        }
    }

    @Test
    void without_a_portion_nothing_is_left_and_an_older_file_stays() throws IOException {
        Files.writeString(output(), "older");
        open(/* resume= */ false).close();
        assertThat(output()).hasContent("older");
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(output()));
    }

    @Test
    void content_becomes_a_file_of_another_kind_or_stays() throws IOException {
        begin();
        try (ResumableFile file = open(/* resume= */ true)) {
            assertThatThrownBy(() -> file.finishBy((content, target) -> {
                        Files.writeString(target, "half");
                        throw new IOException("disk full");
                    }))
                    .hasMessageContaining("disk full");
        }
        assertThat(output()).doesNotExist();
        try (ResumableFile file = open(/* resume= */ true)) {
            file.finishBy((content, target) -> Files.writeString(target, Files.size(content) + " bytes"));
        }
        assertThat(output()).hasContent("10 bytes");
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(output()));
    }
}

package io.metaformer4j.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {

    private static final String TEXT = "Bär\nköter\nfür alle Fälle\n";

    @TempDir
    private Path folder;

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("list.txt"), bytes);
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_text() throws IOException {
        assertThat(TextFile.read(write(TEXT.getBytes(StandardCharsets.UTF_8)), "list"))
                .isEqualTo(TEXT);
        assertThat(TextFile.read(write(("\ufeff" + TEXT).getBytes(StandardCharsets.UTF_8)), "list"))
                .isEqualTo(TEXT);
        assertThat(TextFile.read(write(new byte[0]), "list")).isEmpty();
    }

    @Test
    void another_encoding_is_named_with_the_file_and_the_line() {
        for (String encoding : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1"}) {
            assertThatThrownBy(() -> TextFile.read(write(TEXT.getBytes(Charset.forName(encoding))), "list"))
                    .as(encoding)
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("list '", "list.txt", "line 1", "probably " + encoding + ";", "iconv");
        }
        assertThatThrownBy(() -> TextFile.read(write("a\nb – c\n".getBytes(Charset.forName("windows-1252"))), "list"))
                .hasMessageContainingAll("line 2", "WINDOWS-1252");
        // plain ASCII in UTF-16 without a mark is valid UTF-8, only full of zeros
        assertThatThrownBy(() -> TextFile.read(write("cat\ndog\n".getBytes(StandardCharsets.UTF_16LE)), "list"))
                .hasMessageContaining("UTF-16LE");
    }

    @Test
    void what_is_no_text_is_refused() throws IOException {
        byte[] binary = new byte[300];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) (i * 7);
        }
        assertThatThrownBy(() -> TextFile.read(write(binary), "list")).hasMessageContaining("binary data");
        assertThatThrownBy(() -> TextFile.read(folder, "list")).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> TextFile.read(Path.of("/dev/null"), "list")).hasMessageContaining("regular file");
        assertThatThrownBy(() -> TextFile.read(folder.resolve("none"), "list")).isInstanceOf(NoSuchFileException.class);
    }
}

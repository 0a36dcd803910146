package io.metaformer4j.vision.decode.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebpLibraryTest {

    @TempDir
    private Path folder;

    @Test
    void a_folder_for_temporary_files_that_can_be_used_is_no_problem() {
        assertThat(WebpLibrary.find(folder.toString())).isEmpty();
    }

    @Test
    void one_that_is_not_there_is_named_with_a_remedy() throws IOException {
        Path missing = folder.resolve("missing");
        Path file = Files.writeString(folder.resolve("file"), "");
        for (Path path : new Path[] {missing, file}) {
            assertThat(WebpLibrary.find(path.toString()).orElseThrow())
                    .contains("'" + path + "' is not there")
                    .contains("-Djava.io.tmpdir=FOLDER");
        }
    }
}

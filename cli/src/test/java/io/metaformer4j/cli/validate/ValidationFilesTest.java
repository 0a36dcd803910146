package io.metaformer4j.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the files about one of several models are called. */
class ValidationFilesTest {

    private static String page(String file, String model) {
        ValidationFiles files =
                new ValidationFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Path.of(file)));
        return files.of(model).page().orElseThrow().toString().replace('\\', '/');
    }

    @Test
    void the_name_of_the_model_stands_before_the_ending() {
        assertThat(page("out/page.html", "caformer_s18.sail_in1k")).isEqualTo("out/page.caformer_s18.sail_in1k.html");
        assertThat(page("page", "embedded")).isEqualTo("page.embedded");
        assertThat(page(".page", "embedded")).isEqualTo(".page.embedded");
    }

    @Test
    void what_is_odd_in_the_name_of_a_file_is_left_out() {
        assertThat(page("page.html", "runs/a b")).isEqualTo("page.runs_a_b.html");
    }
}

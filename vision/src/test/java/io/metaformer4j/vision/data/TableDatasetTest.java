package io.metaformer4j.vision.data;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.shade;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableDatasetTest {

    @TempDir
    Path root;

    @BeforeEach
    void writePictures() throws IOException {
        write(root.resolve("images/a, b.png"), png(10));
        write(root.resolve("images/2.png"), png(20));
    }

    private Dataset open(String name, String table, DatasetOptions options) throws IOException {
        return Datasets.open(write(root.resolve(name), text(table)), options);
    }

    @Test
    void reads_numbered_labels_without_a_header_in_the_order_of_the_table() throws IOException {
        String table = "images/2.png,3\r\n\r\n\"images/a, b.png\", 0\r\n";

        try (Dataset dataset = open("list.csv", table, DatasetOptions.standard())) {
            assertThat(dataset.size()).isEqualTo(2);
            assertThat(dataset.name(1)).isEqualTo("images/a, b.png");
            assertThat(shade(dataset, 0)).isEqualTo(20);
            assertThat(shade(dataset, 1)).isEqualTo(10);
            assertThat(dataset.label(0)).isEqualTo(3);
            assertThat(dataset.classNames()).containsExactly("0", "1", "2", "3");
        }
    }

    @Test
    void a_header_says_which_columns_count() throws IOException {
        String table = "\ufeffLabel\tsource\tFile\ndog\tweb\timages/2.png\ncat\tweb\timages/a, b.png\n";

        try (Dataset dataset = open("list.tsv", table, DatasetOptions.standard())) {
            assertThat(dataset.classNames()).containsExactly("cat", "dog");
            assertThat(dataset.label(0)).isEqualTo(1);
            assertThat(shade(dataset, 0)).isEqualTo(20);
        }
    }

    @Test
    void absolute_paths_and_class_maps_are_allowed() throws IOException {
        String table = root.resolve("images/2.png") + ",dog\nimages/2.png,1\n";
        DatasetOptions options = DatasetOptions.standard().withClassMap(ClassMap.of(Map.of("dog", 5), "test"));

        try (Dataset dataset = open("list.csv", table, options)) {
            assertThat(dataset.label(0)).isEqualTo(5);
            assertThat(dataset.label(1)).isEqualTo(1);
            assertThat(shade(dataset, 0)).isEqualTo(20);
        }
    }

    @Test
    void the_table_of_a_split_is_found_in_its_folder() throws IOException {
        write(root.resolve("val.csv"), text("images/2.png,1\n"));

        try (Dataset dataset = Datasets.open(root, DatasetOptions.standard().withSplit("validation"))) {
            assertThat(dataset.size()).isEqualTo(1);
        }
    }

    @Test
    void names_the_row_that_makes_no_sense() {
        assertThatThrownBy(() -> open("list.csv", "a.png,1\nb.png\n", DatasetOptions.standard()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("row 2", "list.csv", "1 columns");
        assertThatThrownBy(() -> open("list.csv", "a.png,\n", DatasetOptions.standard()))
                .hasMessageContainingAll("row 1", "no label");
        assertThatThrownBy(() -> open("list.csv", "\"a.png,1\n", DatasetOptions.standard()))
                .hasMessageContainingAll("line 1", "quote");
        assertThatThrownBy(() -> open("list.csv", "path,label\n", DatasetOptions.standard()))
                .hasMessageContainingAll("list.csv", "no pictures");
    }

    @Test
    void a_missing_picture_is_a_file_system_error_when_it_is_read() throws IOException {
        try (Dataset dataset = open("list.csv", "missing.png,1\n", DatasetOptions.standard())) {
            assertThatThrownBy(() -> dataset.sample(0, new ReadBuffer()))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("missing.png");
        }
    }
}

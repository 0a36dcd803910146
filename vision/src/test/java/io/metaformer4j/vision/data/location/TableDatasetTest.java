package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.shade;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableDatasetTest {

    @TempDir
    Path root;

    @BeforeEach
    void writePictures() throws IOException {
        write(root.resolve("images/a, b.png"), png(10));
        write(root.resolve("images/2.png"), png(20));
    }

    private Dataset<ClassTarget> open(String name, String table, DatasetOptions options) throws IOException {
        return Datasets.open(write(root.resolve(name), text(table)), options);
    }

    @Test
    void reads_numbered_labels_without_a_header_in_the_order_of_the_table() throws IOException {
        String table = "images/2.png,3\r\n\r\n\"images/a, b.png\", 0\r\n";

        try (Dataset<ClassTarget> dataset = open("list.csv", table, DatasetOptions.standard())) {
            assertThat(dataset.size()).isEqualTo(2);
            assertThat(dataset.name(1)).isEqualTo("images/a, b.png");
            assertThat(shade(dataset, 0)).isEqualTo(20);
            assertThat(shade(dataset, 1)).isEqualTo(10);
            assertThat(dataset.target(0).label()).isEqualTo(3);
            assertThat(dataset.classNames()).containsExactly("0", "1", "2", "3");
        }
    }

    @Test
    void a_table_may_lie_in_another_file_system() throws IOException {
        Path zip = root.resolve("data.zip");
        try (FileSystem inside = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path table = inside.getPath("/list.csv");
            write(inside.getPath("/images/1.png"), png(30));
            Files.write(table, text("images/1.png,0\n"));
            try (Dataset<ClassTarget> dataset = Datasets.open(table, DatasetOptions.standard())) {
                assertThat(shade(dataset, 0)).isEqualTo(30);
                assertThat(dataset.storedBytes(0)).isEqualTo(png(30).length);
            }
        }
    }

    @Test
    void a_header_says_which_columns_count() throws IOException {
        String table = "\ufeffLabel\tsource\tFile\ndog\tweb\timages/2.png\ncat\tweb\timages/a, b.png\n";

        try (Dataset<ClassTarget> dataset = open("list.tsv", table, DatasetOptions.standard())) {
            assertThat(dataset.classNames()).containsExactly("cat", "dog");
            assertThat(dataset.target(0).label()).isEqualTo(1);
            assertThat(shade(dataset, 0)).isEqualTo(20);
        }
    }

    @Test
    void absolute_paths_and_class_maps_are_allowed() throws IOException {
        String table = root.resolve("images/2.png") + ",dog\nimages/2.png,1\n";
        DatasetOptions options = DatasetOptions.standard().withClassMap(ClassMap.of(Map.of("dog", 5), "test"));

        try (Dataset<ClassTarget> dataset = open("list.csv", table, options)) {
            assertThat(dataset.target(0).label()).isEqualTo(5);
            assertThat(dataset.target(1).label()).isEqualTo(1);
            assertThat(shade(dataset, 0)).isEqualTo(20);
        }
    }

    @Test
    void the_table_of_a_split_is_found_in_its_folder() throws IOException {
        write(root.resolve("val.csv"), text("images/2.png,1\n"));

        try (Dataset<ClassTarget> dataset =
                Datasets.open(root, DatasetOptions.standard().withSplit("validation"))) {
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
        try (Dataset<ClassTarget> dataset = open("list.csv", "missing.png,1\n", DatasetOptions.standard())) {
            assertThatThrownBy(() -> dataset.sample(0, new ReadBuffer()))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("missing.png");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image_id,label",
                "ImageId,Class",
                "filename;class",
                "File Path;Target",
                "id\tbreed",
                "class id,filepaths,labels,data set",
            })
    void usual_names_of_columns_are_known_and_the_separator_is_found(String header) throws IOException {
        String separator = header.replaceAll("[A-Za-z_ ]", "").substring(0, 1);
        String row = header.startsWith("class id")
                ? "7,images/2.png,dog,train\n8,images/2.png,cat,test\n"
                : String.join(separator, "images/2.png", "dog") + "\n";

        try (Dataset<ClassTarget> dataset = open("list.csv", header + "\n" + row, DatasetOptions.standard())) {
            assertThat(dataset.classNames()).contains("dog");
            assertThat(shade(dataset, 0)).isEqualTo(20);
        }
    }

    @Test
    void a_column_may_tell_the_splits_apart() throws IOException {
        String table = "path,label,split\nimages/2.png,a,train\nimages/2.png,b,train\nimages/1.png,a,valid\n";
        Path file = write(root.resolve("all.csv"), text(table));

        try (Dataset<ClassTarget> train =
                        Datasets.open(file, DatasetOptions.standard().withSplit("train"));
                Dataset<ClassTarget> validation =
                        Datasets.open(file, DatasetOptions.standard().withSplit("validation"))) {
            assertThat(train.size()).isEqualTo(2);
            assertThat(validation.size()).isEqualTo(1);
            assertThat(validation.name(0)).isEqualTo("images/1.png");
        }
        assertThatThrownBy(() -> Datasets.open(file, DatasetOptions.standard().withSplit("extra")))
                .hasMessageContainingAll("'train', 'valid'", "'extra'");
    }

    @Test
    void a_header_of_unknown_names_is_no_picture() {
        assertThatThrownBy(() -> open("list.csv", "foo,bar\nimages/2.png,dog\n", DatasetOptions.standard()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("row 1", "'foo', 'bar'", "header", "'path'", "'label'");
        assertThatThrownBy(() -> open("list.csv", "image,answer\nimages/2.png,3\n", DatasetOptions.standard()))
                .hasMessageContainingAll("looks like a header", "the column of labels");
        assertThatThrownBy(() -> open("list.csv", "image_id,label\n0001,dog\n", DatasetOptions.standard()))
                .hasMessageContainingAll("'0001'", "extension");
    }

    @Test
    void paths_of_windows_are_found() throws IOException {
        try (Dataset<ClassTarget> dataset = open("list.csv", "images\\2.png,1\n", DatasetOptions.standard())) {
            assertThat(shade(dataset, 0)).isEqualTo(20);
        }
    }

    @Test
    void another_encoding_is_named() {
        assertThatThrownBy(() -> Datasets.open(
                        write(root.resolve("list.csv"), "a.png,Bär\n".getBytes(StandardCharsets.UTF_16LE)),
                        DatasetOptions.standard()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("list.csv", "UTF-16LE");
    }
}

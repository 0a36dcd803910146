package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.idx;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxDatasetTest {

    private static final byte[] IMAGES =
            idx(new int[] {0x803, 2, 2, 3}, 0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255);
    private static final byte[] LABELS = idx(new int[] {0x801, 2}, 9, 3);

    @TempDir
    Path root;

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        return zipped.toByteArray();
    }

    private Dataset<ClassTarget> open(String name) throws IOException {
        return Datasets.open(root.resolve(name), DatasetOptions.standard());
    }

    @Test
    void gray_values_become_red_green_and_blue() throws IOException {
        write(root.resolve("train-images-idx3-ubyte"), IMAGES);
        write(root.resolve("train-labels-idx1-ubyte"), LABELS);

        try (Dataset<ClassTarget> dataset = open("train-images-idx3-ubyte")) {
            assertThat(dataset.size()).isEqualTo(2);
            assertThat(dataset.target(0).label()).isEqualTo(9);
            assertThat(dataset.classNames()).hasSize(10).startsWith("0").endsWith("9");
            assertThat(dataset.name(1)).isEqualTo("train-images-idx3-ubyte#1");
            Picture picture =
                    dataset.sample(1, new ReadBuffer()).decode(ImageDecoder.standard(), new DecodeWorkspace());
            assertThat(picture).hasToString("Picture[3x2]");
            assertThat(picture.value(0, 0, 0)).isEqualTo(250);
            assertThat(picture.value(2, 1, 2)).isEqualTo(255);
            assertThat(picture.value(1, 1, 1)).isEqualTo(254);
        }
    }

    @Test
    void reads_compressed_files_of_the_wanted_split() throws IOException {
        write(root.resolve("train-images-idx3-ubyte.gz"), gzip(IMAGES));
        write(root.resolve("train-labels-idx1-ubyte.gz"), gzip(LABELS));
        write(root.resolve("t10k-images.idx3-ubyte"), idx(new int[] {0x803, 1, 1, 1}, 7));
        write(root.resolve("t10k-labels.idx1-ubyte.gz"), gzip(idx(new int[] {0x801, 1}, 0)));

        DatasetOptions options = DatasetOptions.standard().withClassMap(ClassMap.of(LabelSet.fashionMnist()));
        try (Dataset<ClassTarget> train = Datasets.open(root, options.withSplit("train"));
                Dataset<ClassTarget> test = Datasets.open(root, options.withSplit("validation"))) {
            assertThat(train.size()).isEqualTo(2);
            assertThat(train.classNames().get(train.target(0).label())).isEqualTo("Ankle boot");
            assertThat(test.size()).isEqualTo(1);
        }
        assertThatThrownBy(() -> Datasets.open(root, options)).hasMessageContainingAll("several", "split");
        assertThatThrownBy(() -> Datasets.open(root, options.withSplit("extra")))
                .hasMessageContainingAll("'extra'", "train-images-idx3-ubyte.gz");
    }

    @Test
    void says_what_is_wrong_with_a_file() throws IOException {
        write(root.resolve("a-labels-idx1-ubyte"), LABELS);
        write(root.resolve("a-images-idx3-ubyte"), LABELS);
        assertThatThrownBy(() -> open("a-images-idx3-ubyte"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("0x00000801", "0x00000803");

        write(root.resolve("a-images-idx3-ubyte"), Arrays.copyOf(IMAGES, IMAGES.length - 1));
        assertThatThrownBy(() -> open("a-images-idx3-ubyte")).hasMessageContainingAll("fewer", "12");

        write(root.resolve("a-images-idx3-ubyte"), Arrays.copyOf(IMAGES, IMAGES.length + 1));
        assertThatThrownBy(() -> open("a-images-idx3-ubyte")).hasMessageContaining("more");

        write(root.resolve("a-images-idx3-ubyte"), Arrays.copyOf(IMAGES, 9));
        assertThatThrownBy(() -> open("a-images-idx3-ubyte")).hasMessageContaining("cut off");

        write(root.resolve("a-images-idx3-ubyte"), idx(new int[] {0x803, 60000, 60000, 60000}));
        assertThatThrownBy(() -> open("a-images-idx3-ubyte")).hasMessageContaining("at most 2 GiB");

        write(root.resolve("a-images-idx3-ubyte"), idx(new int[] {0x803, 1, 1, 1}, 5));
        assertThatThrownBy(() -> open("a-images-idx3-ubyte")).hasMessageContainingAll("1 pictures", "2 labels");

        write(root.resolve("b-images-idx3-ubyte"), IMAGES);
        assertThatThrownBy(() -> open("b-images-idx3-ubyte"))
                .hasMessageContainingAll("b-images-idx3-ubyte", "b-labels-idx1-ubyte");

        write(root.resolve("c-images-idx3-ubyte.gz"), IMAGES);
        write(root.resolve("c-labels-idx1-ubyte"), LABELS);
        assertThatThrownBy(() -> open("c-images-idx3-ubyte.gz"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no IDX file");
    }

    @Test
    void refuses_a_class_map_that_is_too_small() throws IOException {
        write(root.resolve("train-images-idx3-ubyte"), IMAGES);
        write(root.resolve("train-labels-idx1-ubyte"), LABELS);
        ClassMap map = ClassMap.of(LabelSet.of("few", List.of("a", "b")));

        assertThatThrownBy(() -> Datasets.open(root, DatasetOptions.standard().withClassMap(map)))
                .hasMessageContainingAll("label 9", "2 classes");
    }

    @Test
    void compressed_files_may_have_lost_their_extension() throws IOException {
        write(root.resolve("Train-Images-idx3-ubyte"), gzip(IMAGES));
        write(root.resolve("Train-Labels-idx1-ubyte"), gzip(LABELS));

        try (Dataset<ClassTarget> dataset =
                Datasets.open(root, DatasetOptions.standard().withSplit("train"))) {
            assertThat(dataset.target(0).label()).isEqualTo(9);
        }
    }

    @Test
    void emnist_is_found_by_its_names_and_several_data_sets_are_told_apart() throws IOException {
        for (String name : List.of("emnist-letters-train", "emnist-letters-test", "emnist-digits-train")) {
            write(root.resolve(name + "-images-idx3-ubyte"), IMAGES);
            write(root.resolve(name + "-labels-idx1-ubyte"), LABELS);
        }
        write(root.resolve("._emnist-digits-test-images-idx3-ubyte"), LABELS);

        try (Dataset<ClassTarget> test =
                        Datasets.open(root, DatasetOptions.standard().withSplit("validation"));
                Dataset<ClassTarget> train =
                        Datasets.open(root, DatasetOptions.standard().withSplit("emnist-letters-train"))) {
            assertThat(test.name(0)).startsWith("emnist-letters-test");
            assertThat(train.name(0)).startsWith("emnist-letters-train");
        }
        assertThatThrownBy(() -> Datasets.open(root, DatasetOptions.standard().withSplit("train")))
                .hasMessageContainingAll("several", "emnist-digits-train-images-idx3-ubyte", "full name");
    }
}

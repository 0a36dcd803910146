package io.metaformer4j.vision.data.inspection;

import static io.metaformer4j.vision.data.TestFiles.members;
import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.tar;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be used, and what is there twice, is found in every picture of a data set. */
class DatasetCheckTest {

    @TempDir
    private Path root;

    /** Keeps everything that it is told. */
    private static final class Findings implements DatasetCheck.Listener {
        private final List<BrokenPicture> broken = new ArrayList<>();
        private final List<DuplicatePicture> duplicates = new ArrayList<>();
        private final List<Integer> checked = new ArrayList<>();

        @Override
        public void broken(BrokenPicture picture) {
            broken.add(picture);
        }

        @Override
        public void duplicate(DuplicatePicture picture) {
            duplicates.add(picture);
        }

        @Override
        public void checked(int pictures) {
            checked.add(pictures);
        }
    }

    private static DatasetCheck check(int workers) {
        return DatasetCheck.of(ImageDecoder.standard(), workers);
    }

    /** Fifty pictures in two classes, every tenth of the first cut off in its pixels. */
    private void writePictures() throws IOException {
        for (int i = 0; i < 50; i++) {
            byte[] whole = png(20, 20, i);
            boolean cut = i % 10 == 7;
            write(root.resolve("cat/" + i + ".png"), cut ? Arrays.copyOf(whole, whole.length / 2) : whole);
            write(root.resolve("dog/" + i + ".png"), png(20, 20, 100 + i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void broken_pictures_are_found_in_the_order_of_the_data_whatever_the_threads(int workers) throws IOException {
        writePictures();
        Findings findings = new Findings();
        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            DatasetCheck.Result result = check(workers).run(dataset, findings);
            assertThat(result).isEqualTo(new DatasetCheck.Result(100, 5, 0, 0));
            assertThat(findings.broken)
                    .extracting(picture -> dataset.name(picture.index()))
                    .containsExactly("cat/7.png", "cat/17.png", "cat/27.png", "cat/37.png", "cat/47.png");
        }
        assertThat(findings.broken).allSatisfy(picture -> {
            assertThat(picture.ownFault()).isTrue();
            assertThat(picture.reason()).isNotBlank().doesNotContain(root.toString());
        });
        assertThat(findings.checked)
                .isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void a_file_that_cannot_be_read_is_broken_by_no_fault_of_its_own() throws IOException {
        write(root.resolve("cat/1.png"), png(1));
        write(root.resolve("dog/2.png"), png(2));
        Findings findings = new Findings();
        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            Files.delete(root.resolve("dog/2.png"));
            assertThat(check(2).run(dataset, findings).broken()).isEqualTo(1);
        }
        assertThat(findings.broken).singleElement().satisfies(picture -> {
            assertThat(picture.index()).isEqualTo(1);
            assertThat(picture.ownFault()).isFalse();
            assertThat(picture.reason()).contains("there is no file");
        });
    }

    @Test
    void members_of_archives_are_checked_too() throws IOException {
        Path file = write(
                root.resolve("all.tar"),
                tar(members("a/1.png", png(1), "a/2.png", new byte[] {1, 2, 3}, "b/1.png", png(2))));
        Findings findings = new Findings();
        try (Dataset<ClassTarget> dataset = Datasets.open(file, DatasetOptions.standard())) {
            check(2).run(dataset, findings);
        }
        assertThat(findings.broken).extracting(BrokenPicture::index).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void duplicates_point_to_the_first_of_them_and_say_whether_the_classes_agree(int workers) throws IOException {
        for (int i = 0; i < 40; i++) {
            write(root.resolve("cat/" + i + ".png"), png(i % 39)); // the last is the first again
            write(root.resolve("dog/" + i + ".png"), png(100 + i));
        }
        write(root.resolve("dog/40.png"), png(3));
        write(root.resolve("dog/41.png"), new byte[] {9});
        write(root.resolve("dog/42.png"), new byte[] {9});
        Findings findings = new Findings();
        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            DatasetCheck.Result result = check(workers).withDuplicates().run(dataset, findings);
            assertThat(result).isEqualTo(new DatasetCheck.Result(83, 2, 3, 1));
        }
        assertThat(findings.duplicates)
                .containsExactly(
                        new DuplicatePicture(39, 0, true),
                        new DuplicatePicture(80, 3, false),
                        new DuplicatePicture(82, 81, true));
        Findings unasked = new Findings();
        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            assertThat(check(workers).run(dataset, unasked).duplicates()).isZero();
        }
        assertThat(unasked.duplicates).isEmpty();
    }

    @Test
    void pixels_of_another_shape_are_no_duplicates() throws IOException {
        byte[] rgb = new byte[2 * 6 * Picture.CHANNELS];
        try (Dataset<ClassTarget> dataset = InMemoryDataset.of(
                List.of("one"),
                List.of(
                        entry("a", Picture.of(2, 6, rgb)),
                        entry("b", Picture.of(6, 2, rgb)),
                        entry("c", Picture.of(2, 6, rgb))))) {
            Findings findings = new Findings();
            check(1).withDuplicates().run(dataset, findings);
            assertThat(findings.duplicates).containsExactly(new DuplicatePicture(2, 0, true));
        }
    }

    private static InMemoryDataset.Entry<ClassTarget> entry(String name, Picture picture) {
        return new InMemoryDataset.Entry<>(name, new Sample.Pixels(picture), new ClassTarget(0));
    }

    @Test
    void what_the_listener_throws_ends_the_check() throws IOException {
        writePictures();
        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            DatasetCheck.Listener full = new DatasetCheck.Listener() {
                @Override
                public void broken(BrokenPicture picture) throws IOException {
                    throw new IOException("the disk is full");
                }
            };
            assertThatThrownBy(() -> check(3).run(dataset, full))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the disk is full");
        }
    }

    @Test
    void a_defect_of_the_program_is_no_broken_picture() throws IOException {
        writePictures();
        Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard());
        dataset.close();
        assertThatThrownBy(() -> check(2).run(dataset, new Findings()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> check(0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("at least 1");
    }
}

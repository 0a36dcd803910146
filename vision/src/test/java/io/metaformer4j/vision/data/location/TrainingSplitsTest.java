package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.idx;
import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.tar;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.data.ClassSummary;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.TestFiles;
import io.metaformer4j.vision.data.format.PictureScans;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same for every kind of data set: a class has the number that the training part gives it. */
class TrainingSplitsTest {

    @TempDir
    Path root;

    /** Writes one part of a data set with one picture of each class; class "0" to "3" or their names. */
    private enum Kind {
        FOLDERS {
            @Override
            void write(Path root, String split, List<Integer> classes) throws IOException {
                for (int label : classes) {
                    TestFiles.write(root.resolve(split + "/" + NAMES.get(label) + "/1.png"), png(label));
                }
            }
        },
        NUMBERED_TABLE {
            @Override
            void write(Path root, String split, List<Integer> classes) throws IOException {
                StringBuilder table = new StringBuilder("path,label\n");
                for (int label : classes) {
                    String picture = split + "-" + label + ".png";
                    TestFiles.write(root.resolve(picture), png(label));
                    table.append(picture).append(',').append(label).append('\n');
                }
                TestFiles.write(root.resolve(split + ".csv"), text(table.toString()));
            }
        },
        NAMED_TABLE {
            @Override
            void write(Path root, String split, List<Integer> classes) throws IOException {
                StringBuilder table = new StringBuilder();
                for (int label : classes) {
                    String picture = split + "-" + label + ".png";
                    TestFiles.write(root.resolve(picture), png(label));
                    table.append(picture).append(',').append(NAMES.get(label)).append('\n');
                }
                TestFiles.write(root.resolve(split + ".csv"), text(table.toString()));
            }
        },
        ARCHIVE {
            @Override
            void write(Path root, String split, List<Integer> classes) throws IOException {
                Map<String, byte[]> members = new LinkedHashMap<>();
                classes.forEach(label -> members.put(NAMES.get(label) + "/1.png", png(label)));
                TestFiles.write(root.resolve(split + ".tar"), tar(members));
            }
        },
        SHARDS {
            @Override
            void write(Path root, String split, List<Integer> classes) throws IOException {
                Map<String, byte[]> members = new LinkedHashMap<>();
                for (int label : classes) {
                    members.put(label + ".png", png(label));
                    members.put(label + ".cls", text(NAMES.get(label)));
                }
                TestFiles.write(root.resolve("set-" + split + "-000.tar"), tar(members));
            }
        },
        IDX {
            @Override
            void write(Path root, String split, List<Integer> classes) throws IOException {
                int[] labels = classes.stream().mapToInt(Integer::intValue).toArray();
                TestFiles.write(
                        root.resolve("emnist-letters-" + split + "-images-idx3-ubyte"),
                        idx(new int[] {0x803, labels.length, 1, 1}, labels));
                TestFiles.write(
                        root.resolve("emnist-letters-" + split + "-labels-idx1-ubyte"),
                        idx(new int[] {0x801, labels.length}, labels));
            }
        };

        static final List<String> NAMES = List.of("ant", "bee", "cow", "dog");

        abstract void write(Path root, String split, List<Integer> classes) throws IOException;

        boolean hasNames() {
            return this != NUMBERED_TABLE && this != IDX;
        }
    }

    private TrainingSplits open() throws IOException {
        return TrainingSplits.open(root.toString(), DatasetOptions.standard(), "train", "validation");
    }

    @ParameterizedTest
    @EnumSource
    void the_validation_is_numbered_by_the_classes_of_the_training(Kind kind) throws IOException {
        kind.write(root, "train", List.of(0, 1, 2));
        kind.write(root, "val", List.of(0, 2));
        try (TrainingSplits splits = open()) {
            Dataset<ClassTarget> validation = splits.validation();
            assertThat(validation.classNames())
                    .isEqualTo(splits.train().classNames())
                    .hasSize(3);
            assertThat(validation.size()).isEqualTo(2);
            assertThat(validation.target(0).label()).isEqualTo(0);
            assertThat(validation.target(1).label()).isEqualTo(2);
            assertThat(splits.notes()).hasSize(2).allMatch(note -> note.contains("of"));
            assertThat(splits.notes().get(1)).contains("validation", "2 pictures of 2 of the 3 classes");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_class_that_only_the_validation_has_is_refused_by_name(Kind kind) throws IOException {
        kind.write(root, "train", List.of(0, 2, 3));
        kind.write(root, "val", List.of(0, 1, 2));
        assertThatThrownBy(this::open)
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(
                        "'validation' has the class '" + (kind.hasNames() ? "bee" : "1") + "'",
                        "'train' has no pictures");
    }

    @Test
    void what_holds_both_parts_is_searched_once() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (String folder : List.of("ant/train", "bee/train", "ant/val", "bee/val")) {
            members.put(folder + "/1.png", png(1));
            write(root.resolve("folders/" + folder + "/1.png"), png(1));
        }
        write(root.resolve("all.tar"), tar(members));
        write(
                root.resolve("all.csv"),
                text("path,label,split\na.png,ant,train\nb.png,bee,train\nc.png,ant,val\nd.png,bee,val\n"));
        assertThat(searches("folders")).isEqualTo(1);
        assertThat(searches("all.tar")).isEqualTo(1);
        assertThat(searches("all.csv")).isEqualTo(1);
    }

    @Test
    void parts_in_folders_of_their_own_are_searched_once_each() throws IOException {
        Kind.FOLDERS.write(root, "train", List.of(0, 1));
        Kind.FOLDERS.write(root, "val", List.of(0, 1));
        assertThat(searches("")).isEqualTo(2);
    }

    private int searches(String location) throws IOException {
        PictureScans scans = new PictureScans();
        String place = root.resolve(location).toString();
        try (TrainingSplits splits =
                TrainingSplits.open(place, DatasetOptions.standard(), "train", "validation", scans)) {
            assertThat(splits.train().size()).isEqualTo(2);
            assertThat(splits.validation().size()).isEqualTo(2);
        }
        return scans.count();
    }

    @Test
    void an_empty_class_of_the_validation_and_another_case_are_fine() throws IOException {
        Kind.FOLDERS.write(root, "Train", List.of(0, 1, 2));
        write(root.resolve("Val/COW/1.png"), png(1));
        Files.createDirectories(root.resolve("Val/bee"));
        try (TrainingSplits splits = open()) {
            assertThat(splits.validation().target(0).label()).isEqualTo(2);
            assertThat(splits.notes()).contains("validation: there are empty folders: 'bee'");
        }
    }

    @Test
    void one_class_is_too_few() throws IOException {
        Kind.FOLDERS.write(root, "train", List.of(1));
        Kind.FOLDERS.write(root, "val", List.of(1));
        assertThatThrownBy(this::open)
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("only one class, 'bee'", "nothing to learn");
    }

    @Test
    void the_same_pictures_in_both_parts_are_noted() throws IOException {
        write(root.resolve("ant/1.png"), png(1));
        write(root.resolve("bee/train.png"), png(1));
        write(root.resolve("train/1.png"), png(1)); // a class of this name does not make it divided data
        try (TrainingSplits splits = open()) {
            assertThat(splits.notes()).anyMatch(note -> note.contains("validation is on the training pictures"));
        }
        write(root.resolve("train.csv"), text("ant/1.png,a\nbee/train.png,b\n"));
        write(root.resolve("val.csv"), text("./ant/1.png,a\ntrain/1.png,a\n"));
        try (TrainingSplits splits = open()) {
            assertThat(splits.notes())
                    .anyMatch(note -> note.contains("1 of the 2 pictures of the validation are training"));
        }
    }

    @Test
    void a_link_to_the_training_pictures_is_the_training_pictures() throws IOException {
        Kind.FOLDERS.write(root, "train", List.of(0, 1));
        Files.createSymbolicLink(root.resolve("val"), root.resolve("train"));
        try (TrainingSplits splits = open()) {
            assertThat(splits.notes()).anyMatch(note -> note.contains("validation is on the training pictures"));
        }
    }

    @Test
    void equal_names_in_both_parts_are_no_equal_pictures() throws IOException {
        Kind.FOLDERS.write(root, "train", List.of(0, 1));
        Kind.FOLDERS.write(root, "val", List.of(0, 1));
        try (TrainingSplits splits = open()) {
            assertThat(splits.notes()).noneMatch(note -> note.contains("training pictures"));
        }
    }

    @Test
    void a_class_map_decides_alone() throws IOException {
        Kind.FOLDERS.write(root, "train", List.of(0, 1));
        Kind.FOLDERS.write(root, "val", List.of(0, 2, 3));
        Map<String, Integer> map = Map.of("ant", 4, "bee", 2, "cow", 0);
        DatasetOptions options = DatasetOptions.standard().withClassMap(ClassMap.of(map, "test"));
        try (TrainingSplits splits = TrainingSplits.open(root.toString(), options, "train", "validation")) {
            assertThat(splits.train().target(0).label()).isEqualTo(4);
            assertThat(splits.validation().target(1).label()).isEqualTo(0);
            assertThat(splits.notes())
                    .anyMatch(note -> note.contains("left out: dog"))
                    .anyMatch(note -> note.contains("train has no pictures: cow"));
        }
    }

    @Test
    void many_classes_are_cut_and_strange_names_stay_on_their_line() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            names.add("class " + i);
        }
        StringBuilder table = new StringBuilder("x.png,\"a\nb\"\n");
        names.forEach(name -> table.append("x.png,").append(name).append('\n'));
        Path file = write(root.resolve("list.csv"), text(table.toString()));
        try (Dataset<ClassTarget> dataset = Datasets.open(file, DatasetOptions.standard())) {
            assertThat(ClassSummary.of(dataset))
                    .hasToString("1001 pictures of 1001 classes: a\\nb, class 0, class 1, class 2,"
                            + " class 3, class 4, class 5, class 6 and 993 more");
        }
    }
}

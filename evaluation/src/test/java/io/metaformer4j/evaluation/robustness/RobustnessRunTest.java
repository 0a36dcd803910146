package io.metaformer4j.evaluation.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.Classifier;
import io.metaformer4j.evaluation.Prediction;
import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.vision.labels.ReassessedLabels;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a robustness job on generated pictures, with a network that is as good as chance. */
class RobustnessRunTest {

    private static final List<String> CLASSES = List.of("ant", "bee", "cow", "dog", "elk", "fox", "gnu");
    private static final int PER_CLASS = 5;

    @TempDir
    private static Path folder;

    private static LoadedModel model;

    /** All classes of each picture of the validation set, the best first. */
    private static final Map<String, List<Integer>> RANKING = new HashMap<>();

    @BeforeAll
    static void writePictures() throws IOException {
        model = TinyModels.model(LabelSet.of("animals", CLASSES));
        Classifier classifier = Classifier.of(model);
        for (int label = 0; label < CLASSES.size(); label++) {
            for (int i = 0; i < PER_CLASS; i++) {
                int number = label * PER_CLASS + i + 1;
                String name = String.format(Locale.ROOT, "ILSVRC2012_val_%08d.png", number);
                Path file = TestPictures.write(
                        TestPictures.picture(number, 20, 18),
                        folder.resolve("val").resolve(CLASSES.get(label)).resolve(name));
                RANKING.put(
                        name,
                        classifier.classify(file, CLASSES.size()).stream()
                                .map(Prediction::index)
                                .toList());
                copy(file, folder.resolve("numbers").resolve(Integer.toString(label)));
                if (label == 1 || label == 4 || label == 6) {
                    copy(file, folder.resolve("few").resolve(CLASSES.get(label)));
                }
            }
        }
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static void copy(Path file, Path into) throws IOException {
        Files.createDirectories(into);
        Files.copy(file, into.resolve(file.getFileName()));
    }

    private static RobustnessPart part(RobustnessBenchmark benchmark, String place) {
        return RobustnessPart.of(
                benchmark, new PictureSource(folder.resolve(place).toString(), DatasetOptions.standard()));
    }

    private static RobustnessRun run(Partition share) {
        ValidationOptions options =
                ValidationOptions.of(model.preprocessing()).withBatchSize(4).withWorkers(1);
        return RobustnessRun.of(model, options, share);
    }

    private static PartCounts measure(RobustnessPart part) throws IOException {
        return run(Partition.whole())
                .measure(List.of(part), FinishedParts.NONE, RobustnessListener.NONE)
                .get(part.id());
    }

    /** How many pictures of some classes have theirs among the k best of these classes. */
    private static long right(List<Integer> among, int k) {
        long right = 0;
        for (int label : among) {
            for (int i = 0; i < PER_CLASS; i++) {
                String name = String.format(Locale.ROOT, "ILSVRC2012_val_%08d.png", label * PER_CLASS + i + 1);
                List<Integer> order =
                        RANKING.get(name).stream().filter(among::contains).toList();
                right += order.indexOf(label) < k ? 1 : 0;
            }
        }
        return right;
    }

    @Test
    void only_classes_that_there_are_pictures_of_are_compared() throws IOException {
        List<Integer> few = List.of(1, 4, 6);
        PartCounts restricted = measure(part(RobustnessBenchmark.IMAGENET_R, "few"));
        assertThat(restricted).isEqualTo(new PartCounts(15, right(few, 1), right(few, 5), 0, Optional.empty()));
        assertThat(restricted.top5()).isEqualTo(100);
        PartCounts all = measure(part(RobustnessBenchmark.IMAGENET_V2, "few"));
        assertThat(all.correct1()).isLessThanOrEqualTo(restricted.correct1());
        assertThat(all.run()).isEqualTo(15);
    }

    @Test
    void folders_may_be_numbers_of_the_classes() throws IOException {
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6);
        PartCounts named = measure(part(RobustnessBenchmark.IMAGENET_VAL, "val"));
        assertThat(named).isEqualTo(new PartCounts(35, right(all, 1), right(all, 5), 0, Optional.empty()));
        assertThat(measure(part(RobustnessBenchmark.IMAGENET_V2, "numbers"))).isEqualTo(named);
    }

    @Test
    void folders_that_are_no_class_are_refused(@TempDir Path other) throws IOException {
        Path picture = TestPictures.write(TestPictures.picture(1, 20, 20), other.resolve("yak/a.png"));
        RobustnessPart unknown = RobustnessPart.of(
                RobustnessBenchmark.IMAGENET_A, new PictureSource(other.toString(), DatasetOptions.standard()));
        assertThatThrownBy(() -> run(Partition.whole()).pictures(unknown))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("yak")
                .hasMessageContaining("give a class map");
        copy(picture, other.resolve("cow"));
        assertThatThrownBy(() -> measure(unknown))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("yak");
    }

    @Test
    void a_class_map_that_does_not_fit_is_refused_before_anything_is_measured() {
        String few = folder.resolve("few").toString();
        List<String> more = new ArrayList<>(CLASSES);
        more.set(6, "hen");
        more.add("gnu");
        DatasetOptions larger = DatasetOptions.standard().withClassMap(ClassMap.byName(more));
        for (RobustnessBenchmark benchmark : List.of(RobustnessBenchmark.IMAGENET_A, RobustnessBenchmark.IMAGENET_V2)) {
            RobustnessPart part = RobustnessPart.of(benchmark, new PictureSource(few, larger));
            assertThatThrownBy(() -> run(Partition.whole()).pictures(part))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("class 7", "classes 0 to 6", "give a class map for this model");
        }
        PictureSource unknown =
                new PictureSource(few, DatasetOptions.standard().withClassMap(ClassMap.byName(List.of("yak"))));
        assertThatThrownBy(() -> unknown.open(Optional.empty(), 7))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("neither in the class map", "bee");
    }

    @Test
    void a_network_of_1000_classes_without_names_is_taken_for_one_of_imagenet(@TempDir Path other) throws IOException {
        TestPictures.write(TestPictures.picture(1, 20, 20), other.resolve("n01443537/a.png"));
        PictureSource source = new PictureSource(other.toString(), DatasetOptions.standard());
        try (Dataset<ClassTarget> dataset = source.open(Optional.empty(), 1000)) {
            assertThat(dataset.target(0).label()).isEqualTo(1);
        }
    }

    @Test
    void a_network_without_classes_is_refused() {
        try (LoadedModel backbone = TinyModels.model(TinyArchitectures.backbone())) {
            ValidationOptions options = ValidationOptions.of(backbone.preprocessing());
            assertThatThrownBy(() -> RobustnessRun.of(backbone, options, Partition.whole()))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("without a classifier");
        }
    }

    @Test
    void shares_of_several_processes_add_up_to_the_whole() throws IOException {
        RobustnessPart few = part(RobustnessBenchmark.IMAGENET_SKETCH, "few");
        PartCounts whole = measure(few);
        PartCounts sum = new PartCounts(0, 0, 0, 0, Optional.empty());
        long pictures = 0;
        for (int rank = 0; rank < 4; rank++) {
            RobustnessRun share = run(new Partition(rank, 4));
            pictures += share.pictures(few);
            sum = sum.plus(share.measure(List.of(few), FinishedParts.NONE, RobustnessListener.NONE)
                    .get(few.id()));
        }
        assertThat(sum).isEqualTo(whole);
        assertThat(pictures).isEqualTo(15);
    }

    @Test
    void reassessed_labels_are_counted_in_the_same_pass() throws IOException {
        StringBuilder json = new StringBuilder("[[]");
        for (int number = 2; number <= 35; number++) {
            String name = String.format(Locale.ROOT, "ILSVRC2012_val_%08d.png", number);
            json.append(",[")
                    .append(RANKING.get(name).get(number % 2 == 0 ? 0 : 6))
                    .append("]");
        }
        Path file = Files.writeString(folder.resolve("real.json"), json.append("]"));
        RobustnessPart part = part(RobustnessBenchmark.IMAGENET_VAL, "val").withReassessed(ReassessedLabels.read(file));
        assertThat(measure(part).reassessed()).contains(new ReassessedCounts(34, 17, 17));
    }

    /** Remembers parts in memory. */
    private static final class Memory implements FinishedParts {

        private final Map<String, PartCounts> known = new HashMap<>();

        @Override
        public Optional<PartCounts> find(RobustnessPart part) {
            return Optional.ofNullable(known.get(part.id()));
        }

        @Override
        public void add(RobustnessPart part, PartCounts counts) {
            known.put(part.id(), counts);
        }
    }

    @Test
    void an_interrupted_job_goes_on_behind_what_is_finished() throws IOException {
        List<RobustnessPart> parts = RobustnessPart.onTheFly(
                List.of(
                        new CorruptionLevel(Corruption.BRIGHTNESS, new Severity(1)),
                        new CorruptionLevel(Corruption.CONTRAST, new Severity(5))),
                part(RobustnessBenchmark.CORRUPTED, "few").pictures());
        List<String> started = new ArrayList<>();
        Memory memory = new Memory();
        RobustnessListener interrupting = new RobustnessListener() {
            @Override
            public void started(RobustnessPart part) {
                started.add(part.id());
            }

            @Override
            public void advanced(RobustnessPart part, long done) {
                if (part.id().equals("corrupted/contrast/5") && done == 7) {
                    throw new IllegalStateException("the power is gone");
                }
            }
        };
        assertThatThrownBy(() -> run(Partition.whole()).measure(parts, memory, interrupting))
                .hasMessage("the power is gone");
        assertThat(started).containsExactly("corrupted/clean", "corrupted/brightness/1", "corrupted/contrast/5");
        assertThat(memory.known).hasSize(2);
        started.clear();
        Map<String, PartCounts> counts = run(Partition.whole()).measure(parts, memory, new RobustnessListener() {
            @Override
            public void started(RobustnessPart part) {
                started.add(part.id());
            }
        });
        assertThat(started).containsExactly("corrupted/contrast/5");
        assertThat(counts)
                .isEqualTo(run(Partition.whole()).measure(parts, FinishedParts.NONE, RobustnessListener.NONE));
        assertThat(counts.get("corrupted/clean").correct1())
                .isEqualTo(measure(part(RobustnessBenchmark.IMAGENET_V2, "few")).correct1());
    }

    @Test
    void a_benchmark_comes_once_in_a_job() {
        RobustnessPart few = part(RobustnessBenchmark.IMAGENET_A, "few");
        assertThatThrownBy(() ->
                        run(Partition.whole()).measure(List.of(few, few), FinishedParts.NONE, RobustnessListener.NONE))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("imagenet_a/clean");
    }
}

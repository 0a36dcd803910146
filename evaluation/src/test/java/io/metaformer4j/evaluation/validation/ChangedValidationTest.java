package io.metaformer4j.evaluation.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.transform.EvalOperations;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validations of pictures that are changed on their way to the network. */
class ChangedValidationTest {

    private static final int PICTURES = SevenClasses.CLASSES * SevenClasses.PER_CLASS;

    @TempDir
    private Path folder;

    private static SevenClasses data;

    /** Noise that remembers what it became for which picture. */
    private static final class Noise implements PictureOperation {

        private final Map<Integer, Integer> made = new ConcurrentHashMap<>();

        @Override
        public void apply(Canvas canvas, RandomSource random) {
            byte[] rgb = canvas.rgb();
            int picture = Arrays.hashCode(rgb);
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) Math.max(0, Math.min(255, (rgb[i] & 0xff) + random.integer(-40, 40)));
            }
            made.put(picture, Arrays.hashCode(rgb));
        }
    }

    @BeforeAll
    static void makePictures() throws IOException {
        data = new SevenClasses();
    }

    @AfterAll
    static void close() {
        data.close();
    }

    @BeforeEach
    void writePictures() throws IOException {
        data.write(folder);
    }

    private List<PredictionSink.Answer> answers(EvalOperations operations) throws IOException {
        List<PredictionSink.Answer> answers = new ArrayList<>();
        ValidationOptions options = data.options().withOperations(operations);
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            Validator.of(data.model().network(), options).validate(dataset, ValidationListener.NONE, answers::add);
        }
        return answers;
    }

    @Test
    void operations_that_do_nothing_change_no_bit_of_an_answer() throws IOException {
        PictureOperation nothing = (canvas, random) -> {};
        List<PredictionSink.Answer> plain = answers(EvalOperations.NONE);

        assertThat(plain).hasSize(PICTURES);
        assertThat(answers(EvalOperations.beforeTransform(nothing))).isEqualTo(plain);
        assertThat(answers(EvalOperations.onInput(nothing))).isEqualTo(plain);
    }

    @Test
    void operations_change_the_answers_where_they_are_said_to() throws IOException {
        List<String> sizes = Collections.synchronizedList(new ArrayList<>());
        PictureOperation black = (canvas, random) -> {
            Arrays.fill(canvas.rgb(), (byte) 0);
            sizes.add(canvas.width() + "x" + canvas.height());
        };

        List<PredictionSink.Answer> before = answers(EvalOperations.beforeTransform(black));
        assertThat(sizes).hasSize(PICTURES).contains("20x17", "20x25");
        sizes.clear();
        List<PredictionSink.Answer> onInput = answers(EvalOperations.onInput(black));
        assertThat(sizes).hasSize(PICTURES).containsOnly("16x16");

        assertThat(before).isEqualTo(onInput).isNotEqualTo(answers(EvalOperations.NONE));
    }

    @Test
    void a_random_change_depends_on_the_place_in_the_data_set_alone() throws IOException {
        Noise first = new Noise();
        ValidationResult expected = validate(first, 8, 2);
        assertThat(first.made).hasSize(PICTURES);
        assertThat(expected.loss())
                .isNotCloseTo(data.validate(folder, data.options()).loss(), within(1e-6));

        for (int workers : new int[] {0, 1, 3}) {
            for (int batch : new int[] {1, 4}) {
                Noise again = new Noise();
                ValidationResult other = validate(again, batch, workers);
                assertThat(again.made).isEqualTo(first.made);
                assertThat(other.correct1()).isEqualTo(expected.correct1());
                assertThat(other.correct5()).isEqualTo(expected.correct5());
                assertThat(other.loss()).isCloseTo(expected.loss(), within(1e-6));
            }
        }
    }

    private ValidationResult validate(Noise noise, int batch, int workers) throws IOException {
        return data.validate(
                folder,
                data.options()
                        .withBatchSize(batch)
                        .withWorkers(workers)
                        .withOperations(EvalOperations.beforeTransform(noise)));
    }

    @Test
    void parts_of_several_processes_see_the_changes_of_the_whole() throws IOException {
        Noise whole = new Noise();
        validate(whole, 8, 2);

        Noise parts = new Noise();
        ValidationOptions options = data.options().withOperations(EvalOperations.beforeTransform(parts));
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            Validator validator = Validator.of(data.model().network(), options);
            for (int rank = 0; rank < 3; rank++) {
                validator.countPart(dataset, new Partition(rank, 3));
            }
        }
        assertThat(parts.made).isEqualTo(whole.made);
    }

    @Test
    void a_failing_operation_ends_the_validation_and_names_the_picture_also_where_broken_ones_are_skipped() {
        PictureOperation faulty = (canvas, random) -> {
            if (canvas.height() == 21) {
                throw new MetaFormerException("this height is not supported");
            }
        };
        for (FailurePolicy policy : FailurePolicy.values()) {
            ValidationOptions options =
                    data.options().withBrokenPictures(policy).withOperations(EvalOperations.beforeTransform(faulty));
            assertThatThrownBy(() -> data.validate(folder, options))
                    .isInstanceOf(SampleFailedException.class)
                    .hasMessageContainingAll(SevenClasses.name(0, 4), "20x21", "this height is not supported");
        }
    }
}

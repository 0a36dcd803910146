package io.metaformer4j.evaluation.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.validation.ConfusionMatrix.Confusion;
import io.metaformer4j.evaluation.validation.PredictionSink.Answer;
import io.metaformer4j.evaluation.validation.PredictionSink.Scored;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.loader.Partition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which classes are taken for which, counted here and by several processes. */
class ConfusionMatrixTest {

    /** Class and predicted class: of 0 three are right and one is taken for 2; of 1 both are taken for 0; 3 has no picture. */
    private static final int[][] PICTURES = {{0, 0}, {0, 0}, {0, 2}, {0, 0}, {1, 0}, {1, 0}, {2, 2}, {2, 3}};

    private static Answer answer(int index, int label, int predicted) {
        return new Answer(index, "picture", label, List.of(new Scored(predicted, 0.75), new Scored(9, 0.25)));
    }

    @Test
    void an_example_counted_by_hand() {
        ConfusionMatrix matrix = new ConfusionMatrix(4);
        for (int i = 0; i < PICTURES.length; i++) {
            matrix.accept(answer(i, PICTURES[i][0], PICTURES[i][1]));
        }
        assertThat(matrix.total()).isEqualTo(8);
        assertThat(matrix.count(0, 0)).isEqualTo(3);
        assertThat(matrix.count(0, 2)).isEqualTo(1);
        assertThat(matrix.count(2, 0)).isZero();
        assertThat(matrix.count(3, 3)).isZero();
        assertThat(IntStream.range(0, 4).mapToLong(matrix::pictures)).containsExactly(4L, 2L, 2L, 0L);
        assertThat(IntStream.range(0, 4).mapToLong(matrix::predicted)).containsExactly(5L, 0L, 2L, 1L);
        assertThat(IntStream.range(0, 4).mapToLong(matrix::correct)).containsExactly(3L, 0L, 1L, 0L);
        assertThat(matrix.accuracy(0)).hasValue(75);
        assertThat(matrix.accuracy(1)).hasValue(0);
        assertThat(matrix.accuracy(3)).isEmpty();
        assertThat(matrix.confusions())
                .containsExactly(new Confusion(1, 0, 2), new Confusion(0, 2, 1), new Confusion(2, 3, 1));
    }

    @Test
    void classes_that_there_are_not_are_refused() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        assertThatThrownBy(() -> matrix.add(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> matrix.add(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(matrix.total()).isZero();
    }

    @Test
    void pictures_that_were_not_run_are_no_pictures() {
        PredictedClasses predictions = PredictedClasses.ofPictures(3);
        predictions.accept(answer(2, 0, 1));
        assertThat(predictions.pictures())
                .containsExactly(new PredictedClasses.PredictedPicture(2, 0, 1, 0.75))
                .noneMatch(PredictedClasses.PredictedPicture::isRight);
        assertThat(predictions.matrix(2).total()).isEqualTo(1);
    }

    @Test
    void answers_to_parts_of_the_pictures_add_up_to_those_to_all(@TempDir Path folder) throws IOException {
        try (SevenClasses data = new SevenClasses()) {
            data.write(folder);
            try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
                Validator validator = Validator.of(data.model().network(), data.options());
                PredictedClasses whole = PredictedClasses.ofPictures(dataset.size());
                ValidationResult result = validator.validate(dataset, ValidationListener.NONE, whole);
                double[] sums = new double[whole.numbers().length];
                for (int rank = 0; rank < 2; rank++) {
                    PredictedClasses part = PredictedClasses.ofPictures(dataset.size());
                    validator.countPart(dataset, new Partition(rank, 2), part);
                    double[] numbers = part.numbers();
                    Arrays.setAll(sums, i -> sums[i] + numbers[i]);
                }
                ConfusionMatrix matrix = PredictedClasses.of(sums).matrix(SevenClasses.CLASSES);
                assertThat(matrix.total()).isEqualTo(63);
                assertThat(matrix.confusions())
                        .isEqualTo(whole.matrix(SevenClasses.CLASSES).confusions());
                assertThat(IntStream.range(0, SevenClasses.CLASSES)
                                .mapToLong(matrix::correct)
                                .sum())
                        .isEqualTo(result.correct1());
                whole.pictures().forEach(picture -> assertThat(picture.label())
                        .isEqualTo(data.labels().get(dataset.name(picture.index()))));
            }
        }
    }
}

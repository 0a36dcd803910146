package io.metaformer4j.evaluation.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.validation.TestTimeAugmentation.Averaged;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.transform.EvalOperations;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.vision.transform.views.TestTimeViews;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One answer for several views of a picture. */
class TestTimeAugmentationTest {

    /** Of logits near 1, of which 10 are averaged after they came out of batches of other sizes. */
    private static final double ROUNDING = 1e-5;

    private static float log(double probability) {
        return (float) Math.log(probability);
    }

    @Test
    void logits_and_probabilities_are_averaged_picture_by_picture() {
        // two pictures, two views, two classes; the logits of a view are shifted, which changes no probability
        float[] views = {log(0.2), log(0.8), 5 + log(0.6), 5 + log(0.4), log(0.5), log(0.5), log(0.9), log(0.1)};
        float[] logits = new TestTimeAugmentation(TestTimeViews.FLIP, Averaged.LOGITS).average(views, 2);
        assertThat(logits)
                .containsExactly(
                        new float[] {
                            2.5f + (log(0.2) + log(0.6)) / 2,
                            2.5f + (log(0.8) + log(0.4)) / 2,
                            (log(0.5) + log(0.9)) / 2,
                            (log(0.5) + log(0.1)) / 2
                        },
                        within(1e-6f));
        float[] probabilities = new TestTimeAugmentation(TestTimeViews.FLIP, Averaged.PROBABILITIES).average(views, 2);
        assertThat(probabilities).containsExactly(new float[] {log(0.4), log(0.6), log(0.7), log(0.3)}, within(1e-6f));
    }

    @Test
    void improbable_classes_stay_possible() {
        float[] views = {0, -500, 0, -500};
        float[] mean = new TestTimeAugmentation(TestTimeViews.FLIP, Averaged.PROBABILITIES).average(views, 1);
        assertThat(mean).containsExactly(0, -500);
    }

    @Test
    void one_view_is_left_as_it_is() {
        float[] views = {1, 2, 3};
        assertThat(TestTimeAugmentation.NONE.average(views, 1)).isSameAs(views);
    }

    @Test
    void a_validation_counts_each_picture_once_by_the_mean_of_its_views(@TempDir Path folder) throws IOException {
        try (SevenClasses data = new SevenClasses()) {
            data.write(folder);
            TestTimeAugmentation ten = new TestTimeAugmentation(TestTimeViews.TEN, Averaged.LOGITS);
            ValidationOptions options = ValidationOptions.of(
                            data.model().preprocessing().withCropRatio(0.75))
                    .withAugmentation(ten)
                    .withBatchSize(32)
                    .withWorkers(1);
            List<Double> losses = new ArrayList<>();
            try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
                ValidationResult result = Validator.of(data.model().network(), options)
                        .validate(
                                dataset,
                                ValidationListener.NONE,
                                PredictionSink.NONE,
                                (index, logits, right) -> losses.add(logits.crossEntropy(right)));
                assertThat(result.images()).isEqualTo(63);
                assertThat(losses).hasSize(63);
                for (int picture : new int[] {0, 20, 62}) {
                    double loss = expected(data, dataset, options, picture);
                    assertThat(losses.get(picture)).isCloseTo(loss, within(ROUNDING));
                }
                assertThat(result.loss()).isCloseTo(mean(losses), within(1e-12));
            }
        }
    }

    private static double expected(
            SevenClasses data, Dataset<ClassTarget> dataset, ValidationOptions options, int picture)
            throws IOException {
        SampleTransform transform = TestTimeViews.TEN.transform(options.preprocessing(), EvalOperations.NONE);
        ImageBatch views = transform.batchOf(dataset.sample(picture, new ReadBuffer()), 0);
        float[] logits =
                data.model().network().run(views, Request.LOGITS).logits().values();
        float[] mean = new float[SevenClasses.CLASSES];
        for (int i = 0; i < logits.length; i++) {
            mean[i % mean.length] += logits[i] / views.size();
        }
        return Logits.of(mean, 0, mean.length)
                .crossEntropy(dataset.target(picture).label());
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}

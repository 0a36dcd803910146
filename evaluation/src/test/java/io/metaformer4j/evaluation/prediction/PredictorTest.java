package io.metaformer4j.evaluation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.evaluation.Classifier;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.Prediction;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.evaluation.embedding.Embedder;
import io.metaformer4j.evaluation.embedding.EmbeddingLayer;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.SampleFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictorTest {

    private static final int CLASSES = 5;

    private final LoadedModel model = TinyModels.model(CLASSES);

    @TempDir
    private Path folder;

    @AfterEach
    void closeModel() {
        model.close();
    }

    private StreamOptions options(int batchSize) {
        return StreamOptions.of(model.preprocessing()).withBatchSize(batchSize).withWorkers(2);
    }

    private String told(Path pictures, StreamOptions options, int done) throws IOException {
        ManyPictures.Told told = new ManyPictures.Told();
        try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures)) {
            Predictor.of(model, options).predict(dataset, done, told);
        }
        return told.text.toString();
    }

    /** Batches of other sizes differ by the rounding of float32 sums of a few dozen terms below 10. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64})
    void logits_are_those_that_the_classifier_answers_with(int batchSize) throws IOException {
        Path pictures = ManyPictures.write(folder, 7);
        Map<String, Logits> answers = new LinkedHashMap<>();
        try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures)) {
            Predictor.of(model, options(batchSize)).predict(dataset, 0, new StreamListener<PictureAnswer>() {
                @Override
                public void answered(int index, String name, PictureAnswer answer) {
                    assertThat(answer.features()).isEmpty();
                    answers.put(name, answer.logits());
                }

                @Override
                public void failed(int index, String name, String reason) {
                    throw new AssertionError(reason);
                }

                @Override
                public void batchEnded(int done) {
                    assertThat(done).isEqualTo(Math.min(7, answers.size()));
                }
            });
        }
        assertThat(answers.keySet()).containsExactly("0.png", "1.png", "2.png", "3.png", "4.png", "5.png", "6.png");
        for (Map.Entry<String, Logits> answer : answers.entrySet()) {
            for (Prediction expected : Classifier.of(model).classify(pictures.resolve(answer.getKey()), CLASSES)) {
                assertThat(answer.getValue().probability(expected.index()))
                        .isCloseTo(expected.probability(), within(1e-5));
            }
        }
    }

    /** The pass for logits alone may sum in another order than the one that shows more. */
    @Test
    void features_are_what_an_embedder_makes_and_leave_the_logits_alone() throws IOException {
        Path pictures = ManyPictures.write(folder, 5);
        List<PictureAnswer> answers = new ArrayList<>();
        List<float[]> embedded = new ArrayList<>();
        List<PictureAnswer> plain = new ArrayList<>();
        EmbeddingLayer pooled = EmbeddingLayer.standard(model.architecture());
        try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures)) {
            Predictor predictor = Predictor.of(model, options(2));
            predictor.withFeatures(true).predict(dataset, 0, collecting(answers));
            predictor.predict(dataset, 0, collecting(plain));
            Embedder.of(model, pooled, /* normalized= */ false, options(2)).embed(dataset, 0, collecting(embedded));
        }
        assertThat(answers).hasSize(5);
        for (int i = 0; i < 5; i++) {
            FloatArray features = answers.get(i).features().orElseThrow();
            assertThat(features.shape()).containsExactly(embedded.get(i).length);
            assertThat(features.values()).containsExactly(embedded.get(i));
            for (int index = 0; index < CLASSES; index++) {
                assertThat(answers.get(i).logits().probability(index))
                        .isCloseTo(plain.get(i).logits().probability(index), within(1e-5));
            }
        }
    }

    private static <R> StreamListener<R> collecting(List<R> answers) {
        return new StreamListener<>() {
            @Override
            public void answered(int index, String name, R answer) {
                answers.add(answer);
            }

            @Override
            public void failed(int index, String name, String reason) {
                throw new AssertionError(reason);
            }

            @Override
            public void batchEnded(int done) {
                assertThat(done).isEqualTo(Math.min(5, answers.size()));
            }
        };
    }

    @Test
    void broken_pictures_are_told_of_where_they_stand() throws IOException {
        Path pictures = ManyPictures.write(folder, 6, 1, 5);
        assertThat(told(pictures, options(3), 0))
                .isEqualTo("0 0.png\n1 broken 1.png\n2 2.png\ndone 3\n3 3.png\n4 4.png\n5 broken 5.png\ndone 6\n");
    }

    @Test
    void batches_of_nothing_but_broken_pictures_end_as_others_do() throws IOException {
        Path pictures = ManyPictures.write(folder, 7, 0, 1, 2, 3, 6);
        assertThat(told(pictures, options(2), 0))
                .isEqualTo(
                        """
                        0 broken 0.png
                        1 broken 1.png
                        done 2
                        2 broken 2.png
                        3 broken 3.png
                        done 4
                        4 4.png
                        5 5.png
                        done 6
                        6 broken 6.png
                        done 7
                        """);
    }

    @Test
    void a_run_starts_behind_what_is_done() throws IOException {
        Path pictures = ManyPictures.write(folder, 5);
        assertThat(told(pictures, options(2), 2)).isEqualTo("2 2.png\n3 3.png\ndone 4\n4 4.png\ndone 5\n");
        assertThat(told(pictures, options(2), 5)).isEmpty();
    }

    @Test
    void a_broken_picture_ends_the_run_where_that_is_wanted() throws IOException {
        Path pictures = ManyPictures.write(folder, 5, 3);
        assertThatThrownBy(() -> told(pictures, options(2).withBrokenPictures(FailurePolicy.FAIL), 0))
                .isInstanceOf(SampleFailedException.class)
                .hasMessageContaining("3.png");
    }

    @Test
    void what_cannot_be_stored_ends_the_run_also_among_broken_pictures() throws IOException {
        for (List<Integer> broken : List.of(List.<Integer>of(), List.of(0, 1, 2, 3))) {
            Path pictures = ManyPictures.write(folder.resolve("" + broken.size()), 6, broken.toArray(Integer[]::new));
            try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures)) {
                StreamListener<PictureAnswer> full = ManyPictures.failingAfter(0, new ManyPictures.Told());
                assertThatThrownBy(() -> Predictor.of(model, options(2)).predict(dataset, 0, full))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the disk is full");
            }
        }
    }
}

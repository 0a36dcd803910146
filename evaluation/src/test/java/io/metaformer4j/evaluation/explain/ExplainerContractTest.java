package io.metaformer4j.evaluation.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.testing.StubEngine;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every explainer keeps, whoever adds it. A subclass is called as its explainer with {@code ContractTest} behind, and says
 * how one is made, how large its maps are and what it needs. The network has fresh weights and takes pictures of 16x16.
 */
abstract class ExplainerContractTest {

    private static final int CLASSES = 5;

    /** Another size of the batch is another order of float32 sums of some dozen terms, which cancel out in part. */
    private static final float ROUNDING = 1e-4f;

    private static final List<Picture> PICTURES =
            List.of(TestPictures.picture(1, 24, 20), TestPictures.picture(2, 16, 31), TestPictures.picture(3, 40, 40));

    @TempDir
    private Path folder;

    private LoadedModel model;

    /** Makes the explainer of a model. */
    abstract Explainer explainer(LoadedModel network);

    /** Rows, and columns, of its maps. */
    abstract int side();

    /** Whether it needs an engine that can do more than answer, such as compute gradients. */
    abstract boolean needsMoreThanAnswers();

    /** Whether classes differ in what is shown of them. */
    boolean dependsOnClass() {
        return true;
    }

    @BeforeEach
    void load() {
        model = TinyModels.model(CLASSES);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private Explainer explainer() {
        return explainer(model);
    }

    private static ImageBatch batch(LoadedModel network, List<Picture> pictures) {
        EvalTransform transform = EvalTransform.of(network.preprocessing());
        ImageBatch batch = transform.newBatch(pictures.size());
        SampleTransform.Worker worker = transform.newWorker();
        for (int i = 0; i < pictures.size(); i++) {
            worker.apply(new Sample.Pixels(pictures.get(i)), 0, batch, i);
        }
        return batch;
    }

    private static float[] values(ActivationMap map) {
        float[] values = new float[map.height() * map.width()];
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                values[y * map.width() + x] = map.value(y, x);
            }
        }
        return values;
    }

    private float[] explained(Explainer explainer, int picture, int target) throws IOException {
        return values(explainer.explain(ImageSource.of(PICTURES.get(picture)), target));
    }

    private static void assertClose(float[] actual, float[] expected) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isPositive();
        assertThat(actual).containsExactly(expected, within(ROUNDING * largest));
    }

    @Test
    void maps_have_the_size_of_the_method_and_finite_values() {
        List<ActivationMap> maps = explainer().explainAll(batch(model, PICTURES), 0, 2, 4);

        assertThat(maps).hasSize(PICTURES.size());
        for (ActivationMap map : maps) {
            assertThat(map.height()).isEqualTo(side());
            assertThat(map.width()).isEqualTo(side());
            for (float value : values(map)) {
                assertThat(Float.isFinite(value)).as("%s is finite", value).isTrue();
            }
        }
    }

    @Test
    void a_file_its_bytes_and_its_pixels_get_the_same_map() throws IOException {
        Path file = TestPictures.write(PICTURES.get(0), folder.resolve("picture.png"));
        Explainer explainer = explainer();

        float[] expected = explained(explainer, 0, 3);

        assertThat(values(explainer.explain(ImageSource.of(file), 3))).isEqualTo(expected);
        assertThat(values(explainer.explain(ImageSource.of(Files.readAllBytes(file), "upload"), 3)))
                .isEqualTo(expected);
    }

    @Test
    void a_picture_of_a_batch_gets_the_map_that_it_gets_as_a_source() throws IOException {
        Explainer explainer = explainer();
        int[] targets = {4, 0, 1};

        List<ActivationMap> together = explainer.explainAll(batch(model, PICTURES), targets);

        for (int i = 0; i < PICTURES.size(); i++) {
            ImageBatch alone = batch(model, PICTURES.subList(i, i + 1));
            float[] expected = explained(explainer, i, targets[i]);
            assertThat(values(explainer.explainAll(alone, targets[i]).get(0))).isEqualTo(expected);
            assertClose(values(together.get(i)), expected);
        }
    }

    @Test
    void every_class_has_a_map_of_its_own_unless_classes_do_not_matter() throws IOException {
        Explainer explainer = explainer();
        List<float[]> seen = new ArrayList<>();
        for (int target = 0; target < CLASSES; target++) {
            float[] map = explained(explainer, 0, target);
            assertThat(seen).allMatch(other -> Arrays.equals(other, map) != dependsOnClass());
            seen.add(map);
        }
    }

    @Test
    void a_class_that_does_not_exist_is_refused() {
        Explainer explainer = explainer();
        for (int target : new int[] {-1, CLASSES}) {
            assertThatThrownBy(() -> explained(explainer, 0, target))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("class " + target, "0 to 4");
            assertThatThrownBy(() -> explainer.explainAll(batch(model, PICTURES), 0, 1, target))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("class " + target, "0 to 4");
        }
        assertThatThrownBy(() -> explainer.explainAll(batch(model, PICTURES), 0, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("3 pictures", "2 classes");
    }

    @Test
    void a_picture_that_cannot_be_used_is_named() {
        byte[] text = "this is no picture".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> explainer().explain(ImageSource.of(text, "upload.png"), 0))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("upload.png");
    }

    @Test
    void two_threads_at_once_get_what_one_gets() throws Exception {
        Explainer explainer = explainer();
        List<float[]> expected = new ArrayList<>();
        for (int i = 0; i < PICTURES.size(); i++) {
            expected.add(explained(explainer, i, i));
        }
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<List<float[]>> explaining = () -> {
            start.await(1, TimeUnit.MINUTES);
            List<float[]> maps = new ArrayList<>();
            for (int i = 0; i < 10 * PICTURES.size(); i++) {
                maps.add(explained(explainer, i % PICTURES.size(), i % PICTURES.size()));
            }
            return maps;
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<float[]>>> both = List.of(threads.submit(explaining), threads.submit(explaining));
            for (Future<List<float[]>> answer : both) {
                List<float[]> maps = answer.get(1, TimeUnit.MINUTES);
                for (int i = 0; i < maps.size(); i++) {
                    assertClose(maps.get(i), expected.get(i % PICTURES.size()));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void explaining_leaves_the_answers_of_the_network_as_they_are() throws IOException {
        ImageBatch batch = batch(model, PICTURES);
        float[] before = logits(batch);
        Explainer explainer = explainer();

        float[] first = explained(explainer, 0, 1);
        explainer.explainAll(batch, 1, 2, 3);

        assertThat(logits(batch)).isEqualTo(before);
        assertThat(explained(explainer, 0, 1)).isEqualTo(first);
        assertThat(batch.bytes()).isEqualTo(batch(model, PICTURES).bytes());
    }

    private float[] logits(ImageBatch batch) {
        return model.network().run(batch, Request.LOGITS).logits().values();
    }

    @Test
    void a_closed_network_says_so() {
        Explainer explainer = explainer();
        ImageBatch batch = batch(model, PICTURES);
        model.close();

        assertThatThrownBy(() -> explained(explainer, 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> explainer.explainAll(batch, 0, 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void a_network_without_classes_is_refused_at_once() {
        try (LoadedModel backbone = TinyModels.model(TinyArchitectures.backbone())) {
            assertThatThrownBy(() -> explainer(backbone))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("feature backbone");
        }
    }

    @Test
    void an_engine_that_only_answers_is_refused_at_once_or_is_enough() throws IOException {
        ModelDescription tiny =
                ModelDescription.of("tiny", TinyArchitectures.classifier(CLASSES), TinyArchitectures.preprocessing());
        Map<String, WeightTensor> weights = TinyModels.weights(tiny.architecture());
        try (LoadedModel stub = LoadedModel.of(
                tiny, new StubEngine().load(tiny.architecture(), tiny.preprocessing(), weights, Placement.DEFAULT))) {
            if (needsMoreThanAnswers()) {
                assertThatThrownBy(() -> explainer(stub))
                        .isInstanceOf(MetaFormerException.class)
                        .hasMessageContainingAll("needs", "which this engine cannot compute");
            } else {
                assertThat(explained(explainer(stub), 0, 1)).hasSize(side() * side());
            }
        }
    }
}

package io.metaformer4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.explain.ActivationMap;
import io.metaformer4j.evaluation.explain.Explainer;
import io.metaformer4j.evaluation.explain.GradCam;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.Contrast;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.transform.EvalOperations;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations on pictures, in all that is fed by a {@link PictureFeed}. */
class ChangedPicturesTest {

    private static final PictureOperation NOTHING = (canvas, random) -> {};

    private static final PictureOperation NOISE = (canvas, random) -> {
        byte[] rgb = canvas.rgb();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.integer(0, 255);
        }
    };

    /** Works on all pictures but those of 21 columns. */
    private static final PictureOperation FAULTY = (canvas, random) -> {
        if (canvas.width() == 21) {
            throw new ArithmeticException("wrong formula");
        }
    };

    private static LoadedModel model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() {
        model = TinyModels.model(4);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static PictureFeed feed(EvalOperations operations) {
        return PictureFeed.of(model.preprocessing(), ImageDecoder.standard(), operations);
    }

    /** The inputs of the network, which are all that becomes of pictures. */
    private static List<float[]> inputs(PictureFeed feed, List<ImageSource> pictures) throws IOException {
        return feed.all(pictures, batch -> IntStream.range(0, batch.size())
                .mapToObj(i -> input(batch, i))
                .toList());
    }

    private static float[] input(ImageBatch batch, int index) {
        float[] values = new float[batch.pictureValues()];
        batch.floats().get(index * values.length, values);
        return values;
    }

    @Test
    void whatever_is_fed_sees_the_changed_picture() throws IOException {
        PictureOperation worse = Contrast.of(new Severity(4));
        Picture picture = TestPictures.picture(3, 24, 20);
        Picture changed = worse.apply(picture, 0);
        PictureFeed feed = feed(EvalOperations.beforeTransform(worse));

        assertThat(Classifier.of(model, feed).classify(picture, 4))
                .isEqualTo(Classifier.of(model).classify(changed, 4))
                .isNotEqualTo(Classifier.of(model).classify(picture, 4));
        assertThat(pooled(FeatureExtractor.of(model, feed), picture))
                .isEqualTo(pooled(FeatureExtractor.of(model), changed))
                .isNotEqualTo(pooled(FeatureExtractor.of(model), picture));
        assertThat(heat(GradCam.of(model, "stages.1", feed), picture))
                .isEqualTo(heat(GradCam.ofLastStage(model), changed))
                .isNotEqualTo(heat(GradCam.ofLastStage(model), picture));
    }

    private static float[] pooled(FeatureExtractor extractor, Picture picture) {
        return extractor.extract(picture).pooled().orElseThrow().values();
    }

    private static List<Float> heat(Explainer explainer, Picture picture) throws IOException {
        ActivationMap map = explainer.explain(ImageSource.of(picture), 1);
        return IntStream.range(0, map.height() * map.width())
                .mapToObj(i -> map.value(i / map.width(), i % map.width()))
                .toList();
    }

    @Test
    void an_operation_that_does_nothing_changes_no_bit() throws IOException {
        List<ImageSource> pictures = new ArrayList<>();
        for (Picture picture : TestPictures.pictures(5)) {
            Path file = folder.resolve(pictures.size() + ".png");
            pictures.add(ImageSource.of(TestPictures.write(picture, file)));
        }
        List<float[]> plain = inputs(PictureFeed.of(model.preprocessing(), ImageDecoder.standard()), pictures);

        for (EvalOperations neutral :
                List.of(EvalOperations.beforeTransform(NOTHING), EvalOperations.onInput(NOTHING))) {
            List<float[]> inputs = inputs(feed(neutral), pictures);
            for (int i = 0; i < plain.size(); i++) {
                assertThat(inputs.get(i)).isEqualTo(plain.get(i));
            }
        }
    }

    @Test
    void a_random_change_depends_on_the_picture_and_not_on_its_place_or_form() throws IOException {
        Picture picture = TestPictures.picture(1, 24, 20);
        Path file = TestPictures.write(picture, folder.resolve("picture.png"));
        ImageSource other = ImageSource.of(TestPictures.picture(2, 18, 18));
        List<ImageSource> sources = List.of(
                ImageSource.of(picture),
                other,
                ImageSource.of(file),
                ImageSource.of(Files.readAllBytes(file), "upload"));

        for (EvalOperations noisy : List.of(EvalOperations.beforeTransform(NOISE), EvalOperations.onInput(NOISE))) {
            List<float[]> inputs = inputs(feed(noisy), sources);
            float[] alone = input(feed(noisy).read(sources.get(0)), 0);
            for (int i : new int[] {0, 2, 3}) {
                assertThat(inputs.get(i)).isEqualTo(alone);
            }
        }
    }

    @Test
    void a_picture_on_which_an_operation_fails_is_named_and_does_not_touch_the_others() throws IOException {
        Path odd = TestPictures.write(TestPictures.picture(1, 21, 20), folder.resolve("odd.png"));
        Classifier classifier = Classifier.of(model, feed(EvalOperations.beforeTransform(FAULTY)));
        List<ImageSource> sources =
                List.of(ImageSource.of(TestPictures.picture(2, 20, 20)), ImageSource.of(odd), ImageSource.of(odd));

        assertThatThrownBy(() -> classifier.classify(odd, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("picture '", "odd.png' cannot be used", "21x20", "wrong formula");
        List<String> told = new ArrayList<>();
        classifier.classifyEach(sources, 1, new PictureListener<>() {
            @Override
            public void answered(ImageSource picture, List<Prediction> best) {
                told.add("answered");
            }

            @Override
            public void failed(ImageSource picture, Exception reason) {
                assertThat(reason).hasMessageContaining("odd.png");
                told.add("failed");
            }
        });
        assertThat(told).containsExactly("answered", "failed", "failed");
    }
}

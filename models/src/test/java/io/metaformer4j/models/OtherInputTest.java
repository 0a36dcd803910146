package io.metaformer4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose input has one channel, or five. */
class OtherInputTest {

    private static final int SIDE = 16;
    private static final int PICTURES = 2;

    @TempDir
    private Path folder;

    private static ModelDescription tiny(int channels) {
        return TinyModel.description("tiny", TinyArchitectures.classifier(10).withInputChannels(channels));
    }

    /** Values that are the same in every channel. */
    private static ImageBatch alike(int channels) {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, PICTURES, channels, SIDE, SIDE);
        for (int picture = 0; picture < PICTURES; picture++) {
            SplittableRandom random = new SplittableRandom(picture);
            float[] values = new float[SIDE * SIDE];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            for (int c = 0; c < channels; c++) {
                batch.putFloats(picture, c * values.length, values, 0, values.length);
            }
        }
        return batch;
    }

    private static float[] logits(LoadedModel model, int channels) {
        return model.network().run(alike(channels), Request.LOGITS).logits().values();
    }

    @Test
    void statistics_of_colours_are_averaged_for_the_channels_of_the_network() {
        assertThat(tiny(1).preprocessing().mean()).containsExactly(0.449);
        assertThat(tiny(3).withInputChannels(1)).isEqualTo(tiny(1));
        assertThat(tiny(5).preprocessing().std()).hasSize(5).containsOnly(0.226);
        assertThat(tiny(3).withInputChannels(3)).isEqualTo(tiny(3));
    }

    @Test
    void a_model_file_says_how_many_channels_there_are() throws IOException {
        for (int channels : new int[] {1, 3, 5}) {
            tiny(channels).write(folder.resolve("model.json"));
            assertThat(ModelDescription.read(folder)).isEqualTo(tiny(channels));
        }
        String gray = tiny(1).toJson().replace("0.449", "0.485, 0.456, 0.406").replace("0.226", "0.229, 0.224, 0.225");
        assertThat(ModelDescription.parse(gray.getBytes(StandardCharsets.UTF_8), "an older file"))
                .isEqualTo(tiny(1));
        String wrong = tiny(1).toJson().replace("0.449", "0.4, 0.5").replace("0.226", "0.2, 0.3");
        assertThatThrownBy(() -> ModelDescription.parse(wrong.getBytes(StandardCharsets.UTF_8), "model file 'x.json'"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage(
                        "model file 'x.json': the network takes 1 channels, but mean and std have 2 values; give one"
                                + " for each channel");
    }

    /** Summed weights answer to one channel, and repeated ones to five, as the others did to three that are alike. */
    @Test
    void weights_for_colours_answer_alike_to_channels_that_are_alike() throws IOException {
        TinyModel.writeModel(folder, DType.F32);
        ModelRequest request = ModelRequest.of(folder.toString());
        float[] expected;
        try (LoadedModel colors = MetaFormers.standard().load(request)) {
            expected = logits(colors, 3);
        }
        try (LoadedModel gray = MetaFormers.standard().load(request.withInputChannels(1))) {
            assertThat(gray.notes())
                    .containsExactly("The stem for 1 channel is the sum of the checkpoint's for red, green and blue"
                            + " (stem.conv.weight).");
            assertThat(gray.preprocessing().channels()).isEqualTo(1);
            assertThat(gray.labels()).isPresent();
            assertThat(logits(gray, 1)).containsExactly(expected, within(1e-4f));
        }
        try (LoadedModel six = MetaFormers.standard().load(request.withInputChannels(6))) {
            assertThat(logits(six, 6)).containsExactly(expected, within(1e-4f));
        }
    }

    @Test
    void a_network_for_five_channels_runs_on_floats_and_takes_no_pictures() throws IOException {
        TinyModel.writeModel(folder, DType.F32);
        ModelRequest request = ModelRequest.of(folder.toString()).withInputChannels(5);
        try (LoadedModel five = MetaFormers.standard().load(request)) {
            assertThat(logits(five, 5)).hasSize(PICTURES * 10);
            assertThatThrownBy(() -> logits(five, 3))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("5");
            assertThatThrownBy(() -> EvalTransform.of(five.preprocessing()))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("takes input of 5 channels");
        }
    }

    @Test
    void weights_for_colours_are_adapted_where_that_is_asked_for_or_training_starts() throws IOException {
        TinyModel.writeModel(folder.resolve("colors"), DType.F32);
        Path gray = Files.createDirectories(folder.resolve("gray"));
        tiny(1).write(gray.resolve("model.json"));
        ModelRequest request = ModelRequest.of(gray.toString())
                .withWeights(
                        folder.resolve("colors").resolve("model.safetensors").toString());
        assertThatThrownBy(() -> MetaFormers.standard().weights(request))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("give 1 as the number of input channels, and its stem is adapted");
        WeightTensor asked = MetaFormers.standard()
                .weights(request.withInputChannels(1))
                .tensors()
                .get("stem.conv.weight");
        ModelWeights start = MetaFormers.standard().startingWeights(request, List.of("a", "b"), 7);
        assertThat(start.tensors().get("stem.conv.weight").contentEquals(asked)).isTrue();
        assertThat(asked.shape()).containsExactly(8, 1, 3, 3);
        assertThat(start.notes()).hasSize(2).last().asString().startsWith("The stem for 1 channel is the sum");
    }
}

package io.metaformer4j.evaluation.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.evaluation.FeatureExtractor;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.evaluation.prediction.ManyPictures;
import io.metaformer4j.evaluation.prediction.RunIdentity;
import io.metaformer4j.evaluation.prediction.StreamOptions;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingFileTest {

    /** Batches of other sizes differ by the rounding of float32 sums of a few dozen terms. */
    private static final float ROUNDING = 1e-5f;

    private final LoadedModel model = TinyModels.model(5);

    @TempDir
    private Path folder;

    @AfterEach
    void closeModel() {
        model.close();
    }

    private StreamOptions options() {
        return StreamOptions.of(model.preprocessing()).withBatchSize(2).withWorkers(2);
    }

    private Embedder embedder(String layer, boolean normalized) {
        return Embedder.of(model, EmbeddingLayer.named(layer, model.architecture()), normalized, options());
    }

    /** Stores the vectors of all pictures, or of so many batches. */
    private Path embed(Path pictures, Embedder embedder, String name, int batches, boolean resume) throws IOException {
        Path output = folder.resolve(name);
        try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures)) {
            RunIdentity identity = RunIdentity.of(model, dataset, options(), "test");
            try (EmbeddingFile file = EmbeddingFile.open(output, dataset, Map.of("layer", "x"), identity, resume)) {
                if (batches < Integer.MAX_VALUE) {
                    assertThatThrownBy(() ->
                                    embedder.embed(dataset, file.done(), ManyPictures.failingAfter(batches, file)))
                            .hasMessage("the disk is full");
                } else {
                    embedder.embed(dataset, file.done(), file);
                    file.finish();
                }
            }
        }
        return output;
    }

    private Path embed(Path pictures, Embedder embedder, String name) throws IOException {
        return embed(pictures, embedder, name, Integer.MAX_VALUE, /* resume= */ false);
    }

    @Test
    void vectors_are_those_of_the_feature_extractor() throws IOException {
        Path pictures = ManyPictures.write(folder.resolve("p"), 5);
        EmbeddingIndex pooled = EmbeddingIndex.open(embed(pictures, embedder("pooled", false), "pooled"));
        EmbeddingIndex stage = EmbeddingIndex.open(embed(pictures, embedder("stage1", false), "stage"));
        assertThat(pooled.size()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            assertThat(pooled.name(i)).isEqualTo(i + ".png");
            var features = FeatureExtractor.of(model).extract(pictures.resolve(i + ".png"));
            assertThat(pooled.vector(i))
                    .containsExactly(features.pooled().orElseThrow().values(), within(ROUNDING));
            float[] map = features.stages().get(1).values();
            float[] vector = stage.vector(i);
            int places = map.length / vector.length;
            for (int c = 0; c < vector.length; c++) {
                double sum = 0;
                for (int j = 0; j < places; j++) {
                    sum += map[c * places + j];
                }
                assertThat(vector[c]).isCloseTo((float) (sum / places), within(ROUNDING));
            }
        }
    }

    @Test
    void normalized_vectors_have_length_one() throws IOException {
        Path pictures = ManyPictures.write(folder.resolve("p"), 3);
        EmbeddingIndex index = EmbeddingIndex.open(embed(pictures, embedder("pooled", true), "e"));
        for (int i = 0; i < index.size(); i++) {
            double squares = 0;
            for (float value : index.vector(i)) {
                squares += (double) value * value;
            }
            assertThat(squares).isCloseTo(1, within(1e-6)); // a dozen roundings of 6e-8
        }
    }

    @Test
    void a_run_that_is_gone_on_with_writes_what_an_uninterrupted_one_writes() throws IOException {
        Path pictures = ManyPictures.write(folder.resolve("p"), 9, 0, 1, 4);
        Embedder embedder = embedder("pooled", false);
        Path whole = embed(pictures, embedder, "whole");
        EmbeddingIndex index = EmbeddingIndex.open(whole);
        assertThat(index.size()).isEqualTo(6);
        assertThat(List.of(index.name(0), index.name(1), index.name(2), index.name(5)))
                .containsExactly("2.png", "3.png", "5.png", "8.png");
        for (int batches = 0; batches < 5; batches++) {
            String name = "parts" + batches;
            embed(pictures, embedder, name, batches, /* resume= */ false);
            embed(pictures, embedder, name, Integer.MAX_VALUE, /* resume= */ true);
            assertThat(folder.resolve(name)).hasSameBinaryContentAs(whole);
        }
    }

    /** The order of some maps is another one in each process, and so after an interruption. */
    @Test
    void the_order_of_texts_does_not_matter() throws IOException {
        Path pictures = ManyPictures.write(folder.resolve("p"), 2);
        Map<String, String> texts = new LinkedHashMap<>(Map.of("a", "1"));
        texts.put("b", "2");
        Map<String, String> turned = new LinkedHashMap<>(Map.of("b", "2"));
        turned.put("a", "1");
        for (Map<String, String> some : List.of(texts, turned)) {
            Path output = folder.resolve("e" + some.keySet().iterator().next());
            try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures)) {
                RunIdentity identity = RunIdentity.of(model, dataset, options(), "test");
                try (EmbeddingFile file = EmbeddingFile.open(output, dataset, some, identity, /* resume= */ false)) {
                    embedder("pooled", false).embed(dataset, 0, file);
                    file.finish();
                }
            }
        }
        assertThat(folder.resolve("ea")).hasSameBinaryContentAs(folder.resolve("eb"));
    }

    @Test
    void a_picture_is_its_own_nearest_neighbor() throws IOException {
        Path pictures = ManyPictures.write(folder.resolve("p"), 6);
        Embedder embedder = embedder("pooled", false);
        EmbeddingIndex index = EmbeddingIndex.open(embed(pictures, embedder, "e"));
        float[] query = embedder.embed(List.of(ImageSource.of(pictures.resolve("4.png"))))
                .get(0);
        Neighbor nearest = index.nearest(query, 3).get(0);
        assertThat(nearest.name()).isEqualTo("4.png");
        assertThat(nearest.similarity()).isCloseTo(1, within(1e-5));
    }

    @Test
    void vectors_of_other_models_are_not_compared() throws IOException {
        Path pictures = ManyPictures.write(folder.resolve("p"), 2);
        EmbeddingIndex index = EmbeddingIndex.open(embed(pictures, embedder("pooled", false), "e"));
        index.requireMadeBy(RunIdentity.of(model, model.preprocessing()));
        RunIdentity larger = RunIdentity.of(model, model.preprocessing().withSize(24));
        assertThatThrownBy(() -> index.requireMadeBy(larger))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("(input)");
        try (LoadedModel other = TinyModels.model(6)) {
            RunIdentity identity = RunIdentity.of(other, other.preprocessing());
            assertThatThrownBy(() -> index.requireMadeBy(identity))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("(model)");
        }
    }

    @Test
    void without_a_usable_picture_there_is_no_file() throws IOException {
        Path pictures = ManyPictures.write(folder.resolve("p"), 2, 0, 1);
        assertThatThrownBy(() -> embed(pictures, embedder("pooled", false), "e"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("none of the 2 pictures");
        Embedder strict = Embedder.of(
                model,
                EmbeddingLayer.standard(model.architecture()),
                /* normalized= */ false,
                options().withBrokenPictures(FailurePolicy.FAIL));
        assertThatThrownBy(() -> embed(pictures, strict, "f")).hasMessageContaining("0.png");
        assertThat(folder.resolve("f.partial")).doesNotExist();
    }

    @Test
    void layers_are_those_that_the_network_has() {
        assertThat(EmbeddingLayer.standard(model.architecture()).name()).isEqualTo("pooled");
        assertThat(EmbeddingLayer.standard(TinyArchitectures.backbone()).name()).isEqualTo("stage1");
        assertThatThrownBy(() -> EmbeddingLayer.named("stage9", model.architecture()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("[pooled, stage0, stage1]");
    }
}

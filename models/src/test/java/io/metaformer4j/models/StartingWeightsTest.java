package io.metaformer4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.ModelCard;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights for other classes: which rows of the classifier come from where. */
class StartingWeightsTest {

    private static final long SEED = 9;

    @TempDir
    private Path folder;

    /** The tensors of a network whose classifier has its own number, from 1, as bias of every class. */
    private static Map<String, WeightTensor> numbered(int classes) {
        Map<String, WeightTensor> tensors =
                new LinkedHashMap<>(new InitialWeights(3).draw(TinyArchitectures.classifier(classes)));
        float[] numbers = new float[classes];
        for (int i = 0; i < classes; i++) {
            numbers[i] = i + 1;
        }
        tensors.put("head.fc.bias", WeightTensor.ofFloats(numbers, classes));
        return tensors;
    }

    private static ModelDescription described(List<String> labels) {
        return ModelDescription.of(
                        "tiny", TinyArchitectures.classifier(labels.size()), TinyArchitectures.preprocessing())
                .withLabels(labels);
    }

    /** A folder as training leaves it. */
    private Path run(List<String> labels) throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        ModelDescription model = described(labels);
        model.write(run.resolve("model.json"));
        Map<String, WeightTensor> tensors = numbered(labels.size());
        SafetensorsWriter.write(run.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        TorchWriter.write(
                run.resolve("best.pth"),
                Map.of("state_dict", tensors, "metaformer4j", Map.of("version", 1, "model", model.toData())));
        return run;
    }

    private static float[] bias(ModelWeights weights) {
        return weights.tensors().get("head.fc.bias").toFloats();
    }

    private static ModelWeights start(String model, String weights, String... classes) throws IOException {
        return MetaFormers.standard()
                .startingWeights(ModelRequest.of(model).withWeights(weights), List.of(classes), SEED);
    }

    @ParameterizedTest
    @CsvSource({"model.json, pretrained", "'', pretrained", "model.json, model.safetensors", "'', best.pth", "'', ''"})
    void rows_of_a_run_of_ones_own_are_found_by_name_wherever_its_weights_lie(String model, String weights)
            throws IOException {
        Path run = run(List.of("a", "b", "c"));
        String choice =
                weights.equals("pretrained") ? weights : run.resolve(weights).toString();
        ModelWeights start = start(run.resolve(model).toString(), choice, "c", "new", "a", "d");
        assertThat(bias(start)).containsExactly(3, 0, 1, 0);
        assertThat(start.notes())
                .containsExactly(
                        "The classifier for 4 classes (head.fc.weight, head.fc.bias) keeps the rows of c, a from"
                                + " the 3 classes of the checkpoint; fresh are those of new, d.");
        assertThat(bias(start(run.resolve(model).toString(), choice, "b"))).containsExactly(2);
    }

    @Test
    void the_same_classes_keep_the_whole_classifier_without_a_note() throws IOException {
        String run = run(List.of("a", "b")).toString();
        assertThat(start(run, "pretrained", "a", "b").notes()).isEmpty();
        assertThat(bias(start(run, "pretrained", "a", "b"))).containsExactly(1, 2);
        assertThat(bias(start(run, "pretrained", "b", "a"))).containsExactly(2, 1);
        assertThat(bias(start(run, "pretrained", "x", "y"))).containsExactly(0, 0);
    }

    @Test
    void the_names_in_a_checkpoint_count_more_than_those_of_the_model() throws IOException {
        Path checkpoint = Files.move(run(List.of("a", "b", "c")).resolve("best.pth"), folder.resolve("best.pth"));
        String own = run(List.of("c", "b", "z")).toString();
        assertThat(bias(start(own, checkpoint.toString(), "c", "z"))).containsExactly(3, 0);
    }

    @Test
    void a_fresh_row_is_the_one_that_the_seed_draws() throws IOException {
        String run = run(List.of("a", "b", "c")).toString();
        float[] weight = start(run, "pretrained", "new", "a")
                .tensors()
                .get("head.fc.weight")
                .toFloats();
        float[] drawn = new InitialWeights(SEED)
                .draw(TinyArchitectures.classifier(2))
                .get("head.fc.weight")
                .toFloats();
        int width = weight.length / 2;
        assertThat(Arrays.copyOf(weight, width)).isEqualTo(Arrays.copyOf(drawn, width));
    }

    @Test
    void classes_of_imagenet_are_known_by_wordnet_id_name_and_unambiguous_synonym() throws IOException {
        Path file = folder.resolve("imagenet.safetensors");
        SafetensorsWriter.write(file, numbered(1000), Map.of());
        ModelCard card = ModelCard.of(TinyArchitectures.preprocessing()).withLabels(ModelCard.IMAGENET_1K);
        MetaFormers formers = MetaFormers.standard()
                .withCatalog(Catalog.of(List.of(new Model("tiny", TinyArchitectures.classifier(1000), card))));
        LabelSet labels = LabelSet.imageNet1k();
        ModelWeights start = formers.startingWeights(
                ModelRequest.of("tiny").withWeights(file.toString()),
                List.of("n01443537", "tench, Tinca tinca", "Great_White_Shark", "crane", "my cat"),
                SEED);
        assertThat(labels.name(2)).contains("great white shark");
        assertThat(bias(start)).containsExactly(2, 1, 3, 0, 0);
    }

    @Test
    void where_no_names_are_known_another_number_of_classes_starts_fresh_and_the_same_one_fits() throws IOException {
        Path file = folder.resolve("strange.safetensors");
        SafetensorsWriter.write(file, numbered(4), Map.of());
        Files.writeString(folder.resolve("model.json"), "{\"of\": \"another program\"}");
        Model model =
                new Model("tiny", TinyArchitectures.classifier(10), ModelCard.of(TinyArchitectures.preprocessing()));
        MetaFormers formers = MetaFormers.standard().withCatalog(Catalog.of(List.of(model)));
        ModelRequest request = ModelRequest.of("tiny").withWeights(file.toString());
        ModelWeights other = formers.startingWeights(request, List.of("a", "b"), SEED);
        assertThat(bias(other)).containsExactly(0, 0);
        assertThat(other.notes()).singleElement().asString().contains("starts fresh (head.fc.weight, head.fc.bias)");
        assertThat(bias(formers.startingWeights(request, List.of("a", "b", "c", "d"), SEED)))
                .containsExactly(1, 2, 3, 4);
    }

    private MetaFormers formersOf21k() throws IOException {
        SafetensorsWriter.write(folder.resolve("in21k.safetensors"), numbered(21841), Map.of());
        Model model =
                new Model("tiny", TinyArchitectures.classifier(1000), ModelCard.of(TinyArchitectures.preprocessing()));
        return MetaFormers.standard().withCatalog(Catalog.of(List.of(model)));
    }

    private ModelRequest requestOf21k() {
        return ModelRequest.of("tiny")
                .withWeights(folder.resolve("in21k.safetensors").toString());
    }

    /** Rows 0 -> 359, 1 -> 368 and 999 -> 21815 of sail-sg/metaformer's in21k_to_1k_class_map.json; 850 is the mean of all. */
    @Test
    void a_classifier_of_21k_becomes_one_of_1k_whatever_the_classes_are_called() throws IOException {
        MetaFormers formers = formersOf21k();
        List<String> strange =
                IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
        for (List<String> names : List.of(strange, LabelSet.imageNet1k().wnids())) {
            ModelWeights start = formers.startingWeightsFrom21k(requestOf21k(), names, SEED);
            float[] bias = bias(start);
            assertThat(bias).hasSize(1000);
            assertThat(new float[] {bias[0], bias[1], bias[999], bias[850]}).containsExactly(360, 369, 21816, 10921);
            assertThat(start.notes()).singleElement().asString().contains("from ImageNet-21k to ImageNet-1k");
        }
    }

    @Test
    void classes_of_1k_in_another_order_are_not_converted_by_position() throws IOException {
        MetaFormers formers = formersOf21k();
        List<String> swapped = new ArrayList<>(LabelSet.imageNet1k().wnids());
        Collections.swap(swapped, 0, 1);
        assertThatThrownBy(() -> formers.startingWeightsFrom21k(requestOf21k(), swapped, SEED))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("class 0 of the data, n01443537, is class 1 there")
                .hasMessageContaining("leave the conversion out");
        assertThatThrownBy(() -> formers.startingWeightsFrom21k(requestOf21k(), List.of("a", "b"), SEED))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("a network with 1000, this one has 2");
        assertThatThrownBy(() ->
                        formers.startingWeightsFrom21k(ModelRequest.of("tiny").withWeights("random"), swapped, SEED))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("random weights have no classifier of ImageNet-21k");
    }

    @Test
    void only_the_classifier_may_differ() throws IOException {
        Path run = run(List.of("a", "b"));
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(numbered(2));
        tensors.remove("head.norm.weight");
        SafetensorsWriter.write(run.resolve("model.safetensors"), tensors, Map.of());
        assertThatThrownBy(() -> start(run.toString(), "pretrained", "a", "b", "c"))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("head.norm.weight");
    }
}

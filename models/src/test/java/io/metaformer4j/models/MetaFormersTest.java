package io.metaformer4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.testing.StubEngine;
import io.metaformer4j.torch.TorchEngine;
import io.metaformer4j.torch.TorchInference;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.NetworkOptions;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.hub.DownloadListener;
import io.metaformer4j.weights.hub.Hub;
import io.metaformer4j.weights.hub.HubSettings;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.ModelCard;
import io.metaformer4j.zoo.catalog.PublishedWeights;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.catalog.UnknownModelException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetaFormersTest {

    private static final Picture PICTURE = Picture.filled(30, 20, 200, 40, 90);

    @TempDir
    private Path folder;

    /** Writes a model as training does; returns what its network says about a picture. */
    private float[] writeModel(Path target, DType type) throws IOException {
        Architecture architecture = TinyArchitectures.classifier(10);
        Files.createDirectories(target);
        description("tiny", architecture).withLabels(LabelSet.cifar10().names()).write(target.resolve("model.json"));
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        weights(architecture).forEach((name, tensor) -> tensors.put(name, tensor.to(type)));
        SafetensorsWriter.write(target.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        try (Network network = new TorchEngine()
                .load(architecture, TinyArchitectures.preprocessing(), weights(architecture), Placement.DEFAULT)) {
            return answer(network);
        }
    }

    private static ModelDescription description(String name, Architecture architecture) {
        return ModelDescription.of(name, architecture, TinyArchitectures.preprocessing());
    }

    private static Map<String, WeightTensor> weights(Architecture architecture) {
        return new InitialWeights(3).draw(architecture);
    }

    private static float[] answer(Network network) {
        ImageBatch batch = EvalTransform.of(TinyArchitectures.preprocessing()).batchOf(new Sample.Pixels(PICTURE), 0);
        return network.run(batch, Request.LOGITS).logits().values();
    }

    private static float[] answer(LoadedModel model) {
        return answer(model.network());
    }

    private static void assertAnswers(LoadedModel model, float[] expected, float tolerance) {
        assertThat(answer(model)).containsExactly(expected, within(tolerance));
    }

    @Test
    void a_folder_or_its_model_file_brings_weights_and_names_along() throws IOException {
        float[] expected = writeModel(folder, DType.F32);
        for (String path :
                List.of(folder.toString(), folder.resolve("model.json").toString())) {
            try (LoadedModel model = MetaFormers.standard().load(ModelRequest.of(path))) {
                assertThat(model.name()).isEqualTo("tiny");
                assertThat(model.preprocessing()).isEqualTo(TinyArchitectures.preprocessing());
                assertThat(model.weights()).endsWith("model.safetensors");
                assertThat(model.notes()).isEmpty();
                assertAnswers(model, expected, 1e-6f);
            }
        }
        assertThat(MetaFormers.standard().describe(folder.toString()).labels()).contains(LabelSet.cifar10());
    }

    @Test
    void weights_of_ones_own_may_be_named() throws IOException {
        float[] expected = writeModel(folder, DType.F32);
        Path elsewhere = Files.move(folder.resolve("model.safetensors"), folder.resolve("epoch7.safetensors"));
        try (LoadedModel model = MetaFormers.standard()
                .load(folder.toString(), WeightsSource.parse(elsewhere.toString()), Placement.DEFAULT)) {
            assertAnswers(model, expected, 1e-6f);
        }
        assertThatThrownBy(() -> MetaFormers.standard().load(ModelRequest.of(folder.toString())))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("tiny has no weights beside it")
                .hasMessageContaining("model.safetensors");
    }

    @Test
    void the_embedded_model_needs_neither_name_nor_weights() throws IOException {
        // half precision as embedded: 11 bits of each weight
        float[] expected = writeModel(folder, DType.F16);
        MetaFormers formers = MetaFormers.standard().withEmbedded(embedded(folder));
        for (ModelRequest request :
                List.of(ModelRequest.embedded(), ModelRequest.of("embedded").withWeights("pretrained"))) {
            try (LoadedModel model = formers.load(request)) {
                assertThat(model.labels().orElseThrow().names())
                        .isEqualTo(LabelSet.cifar10().names());
                assertAnswers(model, expected, 1e-2f);
            }
        }
    }

    private static EmbeddedModel embedded(Path folder) {
        return new EmbeddedModel(name -> Files.exists(folder.resolve(name))
                ? Optional.of(Files.newInputStream(folder.resolve(name)))
                : Optional.empty());
    }

    @Test
    void a_build_without_the_embedded_model_says_so() {
        MetaFormers formers = MetaFormers.standard().withEmbedded(embedded(folder));
        assertThatThrownBy(() -> formers.load(ModelRequest.embedded()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no embedded model")
                .hasMessageContaining("/io/metaformer4j/models/embedded/model.json is missing");
    }

    @Test
    void a_model_of_the_catalog_is_never_silently_random() {
        assertThatThrownBy(() -> MetaFormers.standard().load(ModelRequest.of("poolformer_s12")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("poolformer_s12 comes without weights")
                .hasMessageContaining("'pretrained'")
                .hasMessageContaining("'random'");
    }

    @Test
    void random_weights_are_given_when_asked_for_and_depend_on_the_seed() throws IOException {
        MetaFormers formers = MetaFormers.standard().withCatalog(Catalog.of(List.of(tiny(Optional.empty()))));
        float[] zero;
        try (LoadedModel model = formers.load(ModelRequest.of("tiny").withWeights("random"))) {
            zero = answer(model);
            assertThat(model.notes()).singleElement().asString().contains("random");
            assertThat(model.weights()).isEqualTo("random:0");
        }
        try (LoadedModel model = formers.load(ModelRequest.of("tiny").withWeights("random:0"))) {
            assertThat(answer(model)).isEqualTo(zero);
        }
        try (LoadedModel model = formers.load(ModelRequest.of("tiny").withWeights("random:1"))) {
            assertThat(answer(model)).isNotEqualTo(zero);
        }
    }

    private static Model tiny(Optional<PublishedWeights> weights) {
        ModelCard card = ModelCard.of(TinyArchitectures.preprocessing());
        return new Model(
                "tiny",
                TinyArchitectures.classifier(10),
                weights.map(card::withWeights).orElse(card));
    }

    @Test
    void classes_of_the_catalog_have_their_names() throws IOException {
        ModelDescription described = MetaFormers.standard().describe("caformer_s18");
        assertThat(described.labels().orElseThrow().size()).isEqualTo(1000);
        assertThat(described.labels().orElseThrow().name(0)).isEqualTo("tench, Tinca tinca");
        assertThat(described.preprocessing().height()).isEqualTo(224);
    }

    @Test
    void a_model_trained_on_the_folders_of_imagenet_has_their_names() throws IOException {
        ModelDescription trained = description("own", TinyArchitectures.classifier(1000))
                .withLabels(LabelSet.imageNet1k().wnids());
        trained.write(folder.resolve("model.json"));
        try (LoadedModel model =
                MetaFormers.standard().load(ModelRequest.of(folder.toString()).withWeights("random"))) {
            assertThat(model.label(0)).isEqualTo("tench, Tinca tinca");
            assertThat(model.labels().orElseThrow().wnid(0)).contains("n01440764");
        }
    }

    @Test
    void another_number_of_classes_fits_a_fine_tuned_checkpoint() throws IOException {
        Path file = folder.resolve("three.safetensors");
        SafetensorsWriter.write(file, weights(TinyArchitectures.classifier(3)), Map.of());
        MetaFormers formers = MetaFormers.standard().withCatalog(Catalog.of(List.of(tiny(Optional.empty()))));
        ModelRequest request = ModelRequest.of("tiny").withWeights(file.toString());
        try (LoadedModel model = formers.load(request.withClasses(3))) {
            assertThat(model.architecture().classes()).isEqualTo(3);
            assertThat(answer(model)).hasSize(3);
        }
        assertThatThrownBy(() -> formers.load(request))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("head.fc.weight");
        assertThatThrownBy(() -> request.withClasses(0)).hasMessageContaining("at least 1");
    }

    @Test
    void weights_with_nan_are_refused_before_anything_runs() throws IOException {
        writeModel(folder, DType.F32);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(weights(TinyArchitectures.classifier(10)));
        float[] bias = new float[10];
        bias[4] = Float.NaN;
        tensors.put("head.fc.bias", WeightTensor.ofFloats(bias, 10));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
        assertThatThrownBy(() -> MetaFormers.standard().load(ModelRequest.of(folder.toString())))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("head.fc.bias");
    }

    @Test
    void pretrained_weights_are_fetched_from_where_the_catalog_says() throws IOException {
        float[] expected = writeModel(folder, DType.F32);
        HttpServer server = serve(folder.resolve("model.safetensors"));
        try {
            URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/tiny.safetensors");
            Hub hub = new Hub(HubSettings.of(folder.resolve("cache")));
            MetaFormers formers = MetaFormers.standard()
                    .withCatalog(Catalog.of(List.of(tiny(Optional.of(PublishedWeights.at(address.toString()))))))
                    .withHub(hub, DownloadListener.NONE);
            try (LoadedModel model = formers.load(ModelRequest.of("tiny").withWeights("pretrained"))) {
                assertAnswers(model, expected, 1e-6f);
            }
            server.stop(0);
            // the second time it comes from the cache
            try (LoadedModel model = formers.load(ModelRequest.of("tiny").withWeights(address.toString()))) {
                assertThat(model.weights()).contains("cache");
            }
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer serve(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
        return server;
    }

    @Test
    void a_backbone_takes_the_body_of_published_classification_weights_and_says_what_is_fresh() throws IOException {
        writeModel(folder, DType.F32);
        String location = folder.resolve("model.safetensors").toString();
        PublishedWeights body = new PublishedWeights(location, PublishedWeights.Coverage.BODY);
        Model backbone = new Model(
                "tiny_feat",
                TinyArchitectures.backbone(),
                ModelCard.of(TinyArchitectures.preprocessing()).withWeights(body));
        MetaFormers formers = MetaFormers.standard().withCatalog(Catalog.of(List.of(backbone)));
        ModelRequest request = ModelRequest.of("tiny_feat").withWeights("pretrained");
        ModelWeights taken = formers.weights(request);
        assertThat(String.join(" ", taken.notes())).contains("fresh");
        WeightTensor expected = weights(TinyArchitectures.classifier(10)).get("stem.conv.weight");
        assertThat(taken.tensors().get("stem.conv.weight").contentEquals(expected))
                .isTrue();
        try (LoadedModel model = formers.load(request)) {
            assertThat(model.notes()).isEqualTo(taken.notes());
        }
    }

    @Test
    void unpublished_weights_cannot_be_fetched() {
        MetaFormers formers = MetaFormers.standard().withCatalog(Catalog.of(List.of(tiny(Optional.empty()))));
        assertThatThrownBy(() -> formers.load(ModelRequest.of("tiny").withWeights("pretrained")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no pretrained weights of tiny");
    }

    @Test
    void weights_are_loaded_without_an_engine() throws IOException {
        writeModel(folder, DType.F16);
        MetaFormers formers = MetaFormers.standard().withEngine(new StubEngine());
        ModelWeights weights = formers.weights(ModelRequest.of(folder.toString()));
        assertThat(weights.source()).endsWith("model.safetensors");
        assertThat(weights.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.F16);
        Architecture architecture = TinyArchitectures.classifier(10);
        assertThat(weights.tensors().keySet())
                .containsExactlyElementsOf(weights(architecture).keySet());
    }

    @Test
    void a_seed_gives_the_same_weights_on_every_path() throws IOException {
        MetaFormers formers = MetaFormers.standard().withCatalog(Catalog.of(List.of(tiny(Optional.empty()))));
        ModelRequest request = ModelRequest.of("tiny").withWeights("random:3");
        Map<String, WeightTensor> drawn = weights(TinyArchitectures.classifier(10));
        List<String> names = LabelSet.cifar10().names();
        for (Map<String, WeightTensor> tensors : List.of(
                formers.weights(request).tensors(),
                formers.startingWeights(request, names, 8).tensors())) {
            drawn.forEach((name, tensor) ->
                    assertThat(tensors.get(name).contentEquals(tensor)).as(name).isTrue());
        }
        try (LoadedModel model = formers.load(request);
                TorchNetwork created =
                        TorchNetwork.create(TinyArchitectures.classifier(10), NetworkOptions.DEFAULT, 3);
                Network viewed = TorchInference.of(created, TinyArchitectures.preprocessing())) {
            assertThat(answer(model)).isEqualTo(answer(viewed));
        }
    }

    @Test
    void the_engine_that_is_handed_in_makes_the_network() throws IOException {
        writeModel(folder, DType.F32);
        try (LoadedModel model =
                MetaFormers.standard().withEngine(new StubEngine()).load(ModelRequest.of(folder.toString()))) {
            assertThat(model.network().gradients()).isEmpty(); // torch would have them
            assertThat(answer(model)).hasSize(10);
        }
    }

    @Test
    void an_unknown_name_is_answered_with_the_nearest() {
        assertThatThrownBy(() -> MetaFormers.standard().load(ModelRequest.of("caformer_s19")))
                .isInstanceOf(UnknownModelException.class)
                .hasMessageContaining("caformer_s18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere/model.json", "runs/first"})
    void a_path_that_does_not_exist_is_an_error_about_paths(String path) {
        assertThatThrownBy(() -> MetaFormers.standard().load(ModelRequest.of(path)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("there is no model file '")
                .hasMessageContaining("model.json");
    }

    @Test
    void missing_weights_are_an_error_that_names_the_file() {
        assertThatThrownBy(() -> MetaFormers.standard()
                        .load(ModelRequest.of("poolformer_s12").withWeights("nowhere.pth")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nowhere.pth");
    }

    @Test
    void what_a_user_types_is_understood_or_refused() {
        assertThat(WeightsSource.parse("pretrained")).isInstanceOf(WeightsSource.Pretrained.class);
        assertThat(WeightsSource.parse("random:-3")).isEqualTo(new WeightsSource.Random(-3));
        assertThat(WeightsSource.parse("hf:timm/caformer_s18.sail_in1k")).hasToString("hf:timm/caformer_s18.sail_in1k");
        assertThat(WeightsSource.parse("randomly.pth")).isInstanceOf(WeightsSource.Local.class);
        assertThatThrownBy(() -> WeightsSource.parse("random:often")).hasMessageContaining("random:42");
        assertThatThrownBy(() -> ModelRequest.of(" ")).hasMessageContaining("no name");
    }
}

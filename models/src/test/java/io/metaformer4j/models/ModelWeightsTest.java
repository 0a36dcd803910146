package io.metaformer4j.models;

import static io.metaformer4j.models.TinyModel.answer;
import static io.metaformer4j.models.TinyModel.assertAnswers;
import static io.metaformer4j.models.TinyModel.tiny;
import static io.metaformer4j.models.TinyModel.weights;
import static io.metaformer4j.models.TinyModel.writeModel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.testing.StubEngine;
import io.metaformer4j.torch.TorchInference;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.hub.DownloadListener;
import io.metaformer4j.weights.hub.Hub;
import io.metaformer4j.weights.hub.HubSettings;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.ModelCard;
import io.metaformer4j.zoo.catalog.PublishedWeights;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
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

/** Where the weights of a model come from. */
class ModelWeightsTest {

    @TempDir
    private Path folder;

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
        assertThat(WeightsSource.parse("random")).isNotEqualTo(WeightsSource.parse("random:0"));
        assertThat(WeightsSource.parse("hf:timm/caformer_s18.sail_in1k")).hasToString("hf:timm/caformer_s18.sail_in1k");
        assertThat(WeightsSource.parse("randomly.pth")).isInstanceOf(WeightsSource.Local.class);
        assertThatThrownBy(() -> WeightsSource.parse("random:often")).hasMessageContaining("random:42");
        assertThatThrownBy(() -> ModelRequest.of(" ")).hasMessageContaining("no name");
    }
}

package io.metaformer4j.models;

import static io.metaformer4j.models.TinyModel.answer;
import static io.metaformer4j.models.TinyModel.assertAnswers;
import static io.metaformer4j.models.TinyModel.description;
import static io.metaformer4j.models.TinyModel.weights;
import static io.metaformer4j.models.TinyModel.writeModel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.testing.StubEngine;
import io.metaformer4j.testing.StubOnClassPath;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.catalog.UnknownModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which model a name or path stands for, and who computes it. */
class MetaFormersTest {

    @TempDir
    private Path folder;

    @Test
    void a_folder_or_its_model_file_brings_weights_and_names_along() throws IOException {
        float[] expected = writeModel(folder, DType.F32);
        for (String path :
                List.of(folder.toString(), folder.resolve("model.json").toString())) {
            try (LoadedModel model = MetaFormers.standard().load(ModelRequest.of(path))) {
                assertThat(model.name()).isEqualTo("tiny");
                assertThat(model.preprocessing()).isEqualTo(TinyArchitectures.preprocessing());
                assertThat(model.weights()).endsWith("model.safetensors");
                assertThat(model.engine()).hasValue("torch");
                assertThat(model.notes()).isEmpty();
                assertAnswers(model, expected, 1e-6f);
            }
        }
        assertThat(MetaFormers.standard().describe(folder.toString()).labels()).contains(LabelSet.cifar10());
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
    void the_engine_that_is_handed_in_makes_the_network() throws IOException {
        writeModel(folder, DType.F32);
        try (LoadedModel model =
                MetaFormers.standard().withEngine(new StubEngine()).load(ModelRequest.of(folder.toString()))) {
            assertThat(model.network().gradients()).isEmpty(); // torch would have them
            assertThat(answer(model)).hasSize(10);
        }
    }

    @Test
    void of_several_engines_the_preferred_is_taken_unless_another_is_named() throws Exception {
        writeModel(folder, DType.F32);
        List<Boolean> gradients = StubOnClassPath.during(folder.resolve("classes"), () -> {
            assertThat(Engines.standard().all()).extracting(Engine::name).containsExactly("torch", "stub");
            return List.of(
                    hasGradients(MetaFormers.standard()),
                    hasGradients(MetaFormers.standard().withEngine("stub")),
                    hasGradients(MetaFormers.standard().withEngine("torch")));
        });
        assertThat(gradients).containsExactly(true, false, true);
    }

    @Test
    void a_request_names_its_engine() throws Exception {
        writeModel(folder, DType.F32);
        ModelRequest request = ModelRequest.of(folder.toString());
        List<Boolean> gradients = StubOnClassPath.during(
                folder.resolve("classes"),
                () -> List.of(
                        hasGradients(MetaFormers.standard(), request.withEngine("stub")),
                        hasGradients(MetaFormers.standard().withEngine("stub"), request.withEngine("torch")),
                        hasGradients(MetaFormers.standard().withEngine("stub"), request)));
        assertThat(gradients).containsExactly(false, true, false);
        assertThatThrownBy(() -> MetaFormers.standard().load(request.withEngine("fast")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("there is no engine 'fast' on the class path; there is torch");
    }

    @Test
    void an_engine_that_cannot_be_made_keeps_nobody_from_another() throws Exception {
        writeModel(folder, DType.F32);
        List<String> engines = List.of("com.example.Gone", StubEngine.class.getName());
        boolean gradients =
                StubOnClassPath.during(folder.resolve("classes"), engines, () -> hasGradients(MetaFormers.standard()));
        assertThat(gradients).isTrue();
    }

    /** An engine for weights in bytes, which keeps what it is given. */
    private record BytesEngine(Map<String, DType> types) implements Engine {
        @Override
        public String name() {
            return "bytes";
        }

        @Override
        public List<Device> devices() {
            return List.of(Device.CPU);
        }

        @Override
        public Set<DType> quantizedTypes() {
            return Set.of(DType.I8, DType.U8);
        }

        @Override
        public Network load(
                Architecture architecture,
                Preprocessing preprocessing,
                Map<String, WeightTensor> weights,
                Placement placement) {
            weights.forEach((name, tensor) -> types.put(name, tensor.dtype()));
            return new StubEngine().load(architecture, preprocessing, weights(architecture), placement);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I8", "U8"})
    void an_engine_gets_weights_in_bytes_if_it_accepts_them(DType type) throws IOException {
        writeModel(folder, DType.F32);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(weights(TinyArchitectures.classifier(10)));
        tensors.computeIfPresent(
                "head.fc.weight",
                (name, tensor) ->
                        WeightTensor.of(type, ByteBuffer.allocateDirect((int) tensor.elementCount()), tensor.shape()));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        ModelRequest request = ModelRequest.of(folder.toString());
        BytesEngine engine = new BytesEngine(new HashMap<>());
        try (LoadedModel bytes = MetaFormers.standard().withEngine(engine).load(request)) {
            assertThat(bytes.storesBytes()).isTrue();
        }
        try (LoadedModel floats =
                MetaFormers.standard().withEngine(engine).load(request.withWeights(new WeightsSource.Random(0)))) {
            assertThat(floats.storesBytes()).isFalse();
        }
        MetaFormers.standard().withEngine(engine).load(request).close();
        assertThat(engine.types()).containsEntry("head.fc.weight", type).containsEntry("head.fc.bias", DType.F32);
        assertThatThrownBy(() -> MetaFormers.standard().withEngine("torch").load(request))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContainingAll("tensors as " + type, "head.fc.weight", "save the weights as float32");
        assertThatThrownBy(() -> MetaFormers.standard().weights(request))
                .isInstanceOf(UnsupportedCheckpointException.class);
    }

    /** What tells torch from the stub. */
    private boolean hasGradients(MetaFormers formers) throws IOException {
        return hasGradients(formers, ModelRequest.of(folder.toString()));
    }

    private static boolean hasGradients(MetaFormers formers, ModelRequest request) throws IOException {
        try (LoadedModel model = formers.load(request)) {
            return model.network().gradients().isPresent();
        }
    }

    @Test
    void an_engine_that_is_not_there_is_answered_with_those_that_are() {
        MetaFormers formers = MetaFormers.standard().withEngine("fast");
        assertThatThrownBy(() -> formers.load(ModelRequest.embedded()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("there is no engine 'fast' on the class path; there is torch");
    }

    @Test
    void what_an_engine_lacks_is_one_sentence() {
        MetaFormers stub = MetaFormers.standard().withEngine(new StubEngine());
        assertThatThrownBy(() -> stub.load(
                        ModelRequest.embedded().withPlacement(Placement.DEFAULT.withPrecision(Precision.BFLOAT16))))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("precision bf16 is not available to the stub; use fp32");
        assertThatThrownBy(() -> stub.load(
                        ModelRequest.embedded().withPlacement(Placement.DEFAULT.withDevice(Device.parse("cuda")))))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("device cuda:0 is not available to the stub; use cpu");
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
}

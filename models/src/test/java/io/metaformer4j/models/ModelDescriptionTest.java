package io.metaformer4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.ArchitectureBuilder;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.PositionEmbedding;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.Catalog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDescriptionTest {

    private static final Normalization NORM = new Normalization.LayerNorm(1e-6, false);

    static Stream<TokenMixer> mixers() {
        return Stream.of(
                new TokenMixer.Identity(),
                new TokenMixer.Pooling(3),
                new TokenMixer.RandomMixing(64),
                new TokenMixer.SpatialFc(64),
                new TokenMixer.SeparableConv(2, 7, Activation.STAR_RELU),
                new TokenMixer.Attention(32, true),
                TokenMixer.Geometric.higherOrder(),
                new TokenMixer.MultiScaleGeometric(
                        List.of(TokenMixer.Geometric.ofKernel(5), TokenMixer.Geometric.ofKernel(7))),
                new TokenMixer.GeoBlock(2, Activation.GELU, TokenMixer.Geometric.ofKernel(3)),
                new TokenMixer.PoolBlock(2, Activation.SQUARED_RELU, 3));
    }

    private static ModelDescription model(TokenMixer mixer) {
        Block block = new Block(
                mixer,
                new Normalization.GroupNorm(1, 1e-5, true),
                new ChannelMlp(4, Activation.GELU, true),
                OptionalDouble.of(1e-5),
                OptionalDouble.empty());
        Head head = new Head.Mlp(Head.PoolingOrder.POOL_THEN_NORM, NORM, 4, Activation.SQUARED_RELU, 1e-6, 2);
        Architecture architecture = ArchitectureBuilder.of(
                        new PatchEmbedding(ConvSpec.STEM, Normalization.NONE),
                        new PatchEmbedding(ConvSpec.DOWNSAMPLING, NORM))
                .stage(64, 2, Optional.of(new PositionEmbedding(8, 8)), block)
                .stage(96, 1, block)
                .build(head, InitializationScheme.POOLFORMER_V1)
                .withRegularization(0.1, 0.25);
        return ModelDescription.of("tiny", architecture, Preprocessing.imageNet(32, 1))
                .withLabels(List.of("cat", "dog"))
                .withFacts(Map.of("license", "Apache-2.0", "metrics", Map.of("top1", 91.5)));
    }

    @ParameterizedTest
    @MethodSource("mixers")
    void a_model_read_back_equals_the_one_written(TokenMixer mixer, @TempDir Path folder) throws IOException {
        ModelDescription model = model(mixer);
        model.write(folder.resolve(ModelDescription.FILE_NAME));
        assertThat(ModelDescription.read(folder)).isEqualTo(model);
        assertThat(ModelDescription.read(folder.resolve(ModelDescription.FILE_NAME)))
                .isEqualTo(model);
        assertThat(ModelDescription.fromData(model.toData(), "data")).isEqualTo(model);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void every_model_of_the_catalog_can_be_written_and_read_back() {
        assertThat(Catalog.standard().models()).allSatisfy(model -> {
            ModelDescription file = ModelDescription.of(
                    model.name(), model.architecture(), model.card().preprocessing());
            assertThat(ModelDescription.parse(file.toJson().getBytes(StandardCharsets.UTF_8), model.name()))
                    .isEqualTo(file);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            "kernel" : 3 | "kernal" : 3 | architecture.stages[0].block.mixer.kernel is missing
            "kernel" : 3 | "kernel" : 3, "kernal" : 3 | architecture.stages[0].block.mixer.kernal is unknown; the fields here are [kernel]
            "kernel" : 3 | "kernel" : 4 | pooling window 4 must be odd
            "pooling" | "shuffling" | architecture.stages[0].block.mixer has the unknown type 'shuffling'
            "version" : 1 | "version" : 2 | use a newer release
            "metaformer4j-model" | "gguf" | has format 'gguf'
            "dim" : 64 | "dim" : "64" | architecture.stages[0].dim
            "dim" : 64 | "dim" : 64.5 | architecture.stages[0].dim
            "depth" : 2, | "dim" : 64, | Duplicate field
            "input_channels" : 3, | '' | field architecture.input_channels is missing
            "gelu" | "tanh" | mlp.activation is 'tanh', but must be one of gelu, relu, squared_relu, star_relu
            "gelu" | null | mlp.activation is null; give it a value
            "dim" : 64 | "dim" : null | architecture.stages[0].dim
            "pooling" | null | architecture.stages[0].block.mixer
            [ "cat", "dog" ] | [ "cat", null ] | class 1 of model tiny has no name
            [ "cat", "dog" ] | [ "cat" ] | 1 class names, but its network has 2
            """)
    void a_wrong_field_is_named(String right, String wrong, String message) {
        String json = model(new TokenMixer.Pooling(3)).toJson();
        assertThat(json).contains(right);
        String broken = json.replaceFirst(java.util.regex.Pattern.quote(right), wrong);
        assertThatThrownBy(() -> ModelDescription.parse(broken.getBytes(StandardCharsets.UTF_8), "model file 'x.json'"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "null", "{\"format\":\"metaformer4j-model\"}", "<html>"})
    void what_is_no_model_file_is_refused_with_its_name(String json) {
        assertThatThrownBy(() -> ModelDescription.parse(json.getBytes(StandardCharsets.UTF_8), "model file 'x.json'"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("model file 'x.json'");
    }

    @Test
    void what_is_empty_or_cut_off_is_called_so() {
        assertThatThrownBy(() -> ModelDescription.parse(new byte[0], "model file 'x.json'"))
                .hasMessage("model file 'x.json' is empty");
        assertThatThrownBy(() -> ModelDescription.parse(
                        "{\"format\": \"metaformer".getBytes(StandardCharsets.UTF_8), "model file 'x.json'"))
                .hasMessage("model file 'x.json' is cut off: it ends in the middle of its JSON");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void only_a_regular_file_of_a_possible_size_is_read(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe.json");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> ModelDescription.read(pipe))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("'" + pipe + "' is a pipe or a device; give a regular file");
        Files.createDirectories(folder.resolve("model.json"));
        assertThatThrownBy(() -> ModelDescription.read(folder))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("is a folder");
        Path large = folder.resolve("weights.pth");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(100 << 20);
        }
        assertThatThrownBy(() -> ModelDescription.read(large))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("has 104857600 bytes, which no description of a model has");
    }
}

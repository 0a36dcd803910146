package io.metaformer4j.weights.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.convert.Conversion;
import io.metaformer4j.weights.convert.ConvertOptions;
import io.metaformer4j.weights.convert.WeightsConverter;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture.Regularization;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head.PoolingOrder;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.ModelCard;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real files of torch.save and safetensors, with a network of three stages in sail-sg's names. */
class MiniCheckpointsTest {

    @TempDir
    private Path folder;

    private static final Normalization NORM = new Normalization.LayerNorm(1e-6, false);

    private static final Model MINI = new Model(
            "mini",
            new Architecture(
                    3,
                    new PatchEmbedding(ConvSpec.STEM, NORM),
                    List.of(
                            stage(4, 2, Optional.empty(), block(new TokenMixer.Pooling(3))),
                            stage(
                                    8,
                                    1,
                                    Optional.of(new PatchEmbedding(ConvSpec.HALVE, NORM)),
                                    block(new TokenMixer.SeparableConv(2, 7, Activation.STAR_RELU))),
                            stage(
                                    32,
                                    1,
                                    Optional.of(new PatchEmbedding(ConvSpec.HALVE, NORM)),
                                    block(new TokenMixer.Attention(32, false)).withResidualScale(1))),
                    new Head.Mlp(
                            PoolingOrder.POOL_THEN_NORM,
                            new Normalization.LayerNorm(1e-6, true),
                            2,
                            Activation.SQUARED_RELU,
                            1e-5,
                            10),
                    Regularization.NONE,
                    InitializationScheme.TRUNCATED_NORMAL),
            ModelCard.of(Preprocessing.imageNet(224, 1.0)));

    private static Stage stage(int dim, int depth, Optional<PatchEmbedding> downsampling, Block block) {
        return new Stage(dim, depth, downsampling, Optional.empty(), block);
    }

    private static Block block(TokenMixer mixer) {
        return Block.of(
                mixer, new Normalization.LayerNorm(1e-6, false), new ChannelMlp(4, Activation.STAR_RELU, false));
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                MiniCheckpointsTest.class.getResource("/checkpoints/" + name).toURI());
    }

    @ParameterizedTest
    @CsvSource({
        // bfloat16 keeps 8 bits of a number: half a unit in the last place is 1/256 of it, and all values are below 2
        "mini_zip.pth, 0",
        "mini_zip_proto4.pth, 0",
        "mini_legacy_nested.pth.tar, 0",
        "mini_half.pth, 0.0078125"
    })
    void files_of_every_format_hold_the_same_network(String name, float tolerance) throws Exception {
        Map<String, WeightTensor> expected = WeightsLoader.of(MINI)
                .load(Checkpoints.open(resource("mini.safetensors")))
                .tensors();
        LoadedWeights loaded = WeightsLoader.of(MINI).load(Checkpoints.open(resource(name)));
        assertThat(loaded.dialect().dialect()).isEqualTo(Dialect.SAIL_METAFORMER);
        assertThat(loaded.tensors().keySet()).isEqualTo(expected.keySet());
        loaded.tensors().forEach((tensor, value) -> {
            float[] actual = value.toFloats();
            float[] wanted = expected.get(tensor).toFloats();
            for (int i = 0; i < actual.length; i++) {
                assertThat(Math.abs(actual[i] - wanted[i])).as(tensor).isLessThanOrEqualTo(tolerance);
            }
        });
    }

    @Test
    void a_training_checkpoint_is_found_and_converted_to_timm() throws IOException, URISyntaxException {
        Path out = folder.resolve("mini.safetensors");
        Conversion conversion = new WeightsConverter(Catalog.of(List.of(MINI)))
                .convert(resource("mini_zip_ema_module.pth.tar"), out, ConvertOptions.DEFAULT.withTarget("timm"));
        assertThat(conversion.model()).isEqualTo("mini");
        assertThat(conversion.from().dialect()).isEqualTo(Dialect.SAIL_METAFORMER);
        Map<String, WeightTensor> written = Checkpoints.open(out).stateDict().tensors();
        assertThat(written.get("stages.1.blocks.0.token_mixer.pwconv1.weight").shape())
                .containsExactly(16, 8, 1, 1);
        assertThat(written.get("stages.2.blocks.0.mlp.fc1.weight").shape()).containsExactly(128, 32);
        assertThat(written.get("head.fc.norm.bias").shape()).containsExactly(64);
    }
}

package io.metaformer4j.weights.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.convert.Conversion;
import io.metaformer4j.weights.convert.ConvertOptions;
import io.metaformer4j.weights.convert.WeightsConverter;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.ModelCard;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real files of torch.save and safetensors, with a network of three stages in sail-sg's names. */
class MiniCheckpointsTest {

    @TempDir
    private Path folder;

    private static final Model MINI =
            new Model("mini", TinyArchitectures.miniature(), ModelCard.of(Preprocessing.imageNet(224, 1.0)));

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
                .load(Checkpoints.open(Fixtures.path("checkpoints/mini.safetensors")))
                .tensors();
        LoadedWeights loaded = WeightsLoader.of(MINI).load(Checkpoints.open(Fixtures.path("checkpoints/" + name)));
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
                .convert(
                        Fixtures.path("checkpoints/mini_zip_ema_module.pth.tar"),
                        out,
                        ConvertOptions.DEFAULT.withTarget("timm"));
        assertThat(conversion.model()).isEqualTo("mini");
        assertThat(conversion.from().dialect()).isEqualTo(Dialect.SAIL_METAFORMER);
        Map<String, WeightTensor> written = Checkpoints.open(out).stateDict().tensors();
        assertThat(written.get("stages.1.blocks.0.token_mixer.pwconv1.weight").shape())
                .containsExactly(16, 8, 1, 1);
        assertThat(written.get("stages.2.blocks.0.mlp.fc1.weight").shape()).containsExactly(128, 32);
        assertThat(written.get("head.fc.norm.bias").shape()).containsExactly(64);
    }
}

package io.metaformer4j.weights.convert;

import static io.metaformer4j.weights.load.Networks.small;
import static io.metaformer4j.weights.load.Networks.stateDict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of networks for input that is no colour picture. */
class OtherInputConversionTest {

    @TempDir
    private Path folder;

    /** timm 1.0.29 loads such folders; it would draw a stem for 5 channels anew if it were named in {@code first_conv}. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void they_are_recognised_and_keep_their_channels(int channels) throws IOException {
        Model model = small("poolformer_s12.sail_in1k");
        Architecture other = model.architecture().withInputChannels(channels);
        Map<String, WeightTensor> tensors = stateDict(other, Dialect.TIMM);
        Path in = folder.resolve("in.safetensors");
        SafetensorsWriter.write(in, tensors, Map.of());
        Path out = folder.resolve("hub");

        Conversion conversion = new WeightsConverter(Catalog.of(List.of(model)))
                .convert(in, out, ConvertOptions.DEFAULT.withTarget(Dialect.TIMM.id()));

        assertThat(conversion.architecture()).isEqualTo(other);
        WeightTensor stem =
                Checkpoints.open(out.resolve("model.safetensors")).tensors().get("stem.conv.weight");
        assertThat(stem.contentEquals(tensors.get("stem.conv.weight"))).isTrue();
        JsonNode config =
                new ObjectMapper().readTree(out.resolve("config.json").toFile()).get("pretrained_cfg");
        assertThat(Fixtures.ints(config.get("input_size"))).containsExactly(channels, 224, 224);
        assertThat(config.get("mean").size()).isEqualTo(channels);
        assertThat(config.get("std").size()).isEqualTo(channels);
        assertThat(config.has("first_conv")).isEqualTo(channels != 5);
    }
}

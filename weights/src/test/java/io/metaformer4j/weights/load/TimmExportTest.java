package io.metaformer4j.weights.load;

import static io.metaformer4j.weights.load.Networks.architecture;
import static io.metaformer4j.weights.load.Networks.model;
import static io.metaformer4j.weights.load.Networks.small;
import static io.metaformer4j.weights.load.Networks.stateDict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.weights.convert.Conversion;
import io.metaformer4j.weights.convert.ConvertOptions;
import io.metaformer4j.weights.convert.WeightsConverter;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that timm will load, and what it will make of them. */
class TimmExportTest {

    @TempDir
    private Path folder;

    @Test
    void features_of_timm_leave_out_the_head_and_say_so() throws IOException {
        Model model = small("convformer_s18");
        Path in = written(model.architecture(), Dialect.SAIL_METAFORMER);
        WeightsConverter converter = new WeightsConverter(Catalog.of(List.of(model)));
        Path features = folder.resolve("features.safetensors");
        Conversion conversion = converter.convert(in, features, ConvertOptions.DEFAULT.withTarget("timm-features"));
        assertThat(conversion.notes())
                .containsExactly("Left out of the checkpoint: norm.weight, norm.bias, head.fc1.weight,"
                        + " head.fc1.bias, head.norm.weight, head.norm.bias, head.fc2.weight, head.fc2.bias.");
        assertThat(Checkpoints.open(features).stateDict().tensors().keySet())
                .noneMatch(name -> name.startsWith("head"))
                .contains("stages_3.blocks.1.norm1.weight");
        // and back, recognised as a body
        Conversion back = converter.convert(features, folder.resolve("back.pth"), ConvertOptions.DEFAULT);
        assertThat(back.architecture().classes()).isZero();
        assertThat(back.tensors()).isEqualTo(conversion.tensors());
    }

    @Test
    void a_folder_becomes_what_timm_loads_from_a_local_dir() throws IOException {
        Model model = small("caformer_s18_384");
        Path in = written(model.architecture(), Dialect.SAIL_METAFORMER);
        Model timm = new Model(
                "caformer_s18.sail_in1k_384",
                TinyArchitectures.reduced(architecture("caformer_s18.sail_in1k_384")),
                model("caformer_s18.sail_in1k_384").card());
        Path out = folder.resolve("hub/caformer");
        Conversion conversion = new WeightsConverter(Catalog.of(List.of(model, timm)))
                .convert(in, out, ConvertOptions.DEFAULT.withModel(model).withTarget("timm"));
        assertThat(conversion.file())
                .isEqualTo(out.resolve("model.safetensors"))
                .exists();
        assertThat(conversion.notes())
                .containsExactly(
                        "The norm of timm's MLP head has epsilon 1.0E-6, that of this network 1.0E-5; its logits"
                                + " will differ in the fifth digit.");
        JsonNode config = new ObjectMapper().readTree(out.resolve("config.json").toFile());
        assertThat(config.get("architecture").asText()).isEqualTo("caformer_s18");
        assertThat(config.get("num_classes").asInt()).isEqualTo(10);
        assertThat(config.get("num_features").asInt()).isEqualTo(64);
        assertThat(config.get("global_pool").asText()).isEqualTo("avg");
        JsonNode pretrained = config.get("pretrained_cfg");
        assertThat(pretrained.get("input_size").toString()).isEqualTo("[3,384,384]");
        assertThat(pretrained.get("pool_size").toString()).isEqualTo("[12,12]");
        assertThat(pretrained.get("interpolation").asText()).isEqualTo("bicubic");
        assertThat(pretrained.get("crop_pct").asDouble()).isEqualTo(1.0);
        assertThat(pretrained.get("mean").toString()).isEqualTo("[0.485,0.456,0.406]");
        assertThat(pretrained.get("classifier").asText()).isEqualTo("head.fc.fc2");
        assertThat(pretrained.get("first_conv").asText()).isEqualTo("stem.conv");
    }

    @Test
    void a_network_that_timm_lacks_gets_no_config() throws IOException {
        Model model = small("geoformer_s12");
        Path in = written(model.architecture(), Dialect.GEOFORMER);
        Path out = Files.createDirectory(folder.resolve("hub"));
        Conversion conversion =
                new WeightsConverter(Catalog.of(List.of(model))).convert(in, out, ConvertOptions.DEFAULT);
        assertThat(out.resolve("config.json")).doesNotExist();
        assertThat(conversion.notes())
                .containsExactly("timm has no network like geoformer_s12; no config.json was written.");
    }

    @Test
    void poolformer_for_timm_warns_of_the_other_order_of_norm_and_mean() throws IOException {
        Model model = small("poolformer_s12");
        Path in = written(model.architecture(), Dialect.SAIL_POOLFORMER);
        assertThat(new WeightsConverter(Catalog.of(List.of(model)))
                        .convert(in, folder.resolve("out.bin"), ConvertOptions.DEFAULT.withTarget("timm"))
                        .notes())
                .containsExactly(
                        "timm takes the mean before the last norm, this network after it; its logits will differ"
                                + " by a few percent.");
    }

    private Path written(Architecture architecture, Dialect dialect) throws IOException {
        Path file = folder.resolve("in.safetensors");
        SafetensorsWriter.write(file, stateDict(architecture, dialect), Map.of("format", "pt"));
        return file;
    }
}

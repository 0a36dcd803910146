package io.metaformer4j.weights.convert;

import static io.metaformer4j.weights.load.Networks.architecture;
import static io.metaformer4j.weights.load.Networks.model;
import static io.metaformer4j.weights.load.Networks.small;
import static io.metaformer4j.weights.load.Networks.stateDict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.StateDictChoice;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.weights.load.HeadRule;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.weights.load.Networks;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WeightsConverterTest {

    @TempDir
    private Path folder;

    /** Small networks of every family, as models of a catalog of their own. */
    private static final List<String> FAMILIES = List.of(
            "poolformer_s12",
            "poolformer_s12_feat",
            "metaformer_pppa_s12_224",
            "metaformer_ppaa_s12_224",
            "metaformer_ppff_s12_224",
            "randformer_s12",
            "poolformerv2_s12",
            "convformer_s18",
            "caformer_s18",
            "geoformer_s12",
            "geoformer_s12_multiscale",
            "geoformer_s12_higher_order",
            "gaformer_s18",
            "paformer_s18",
            "randformer_s12.geoformer",
            "geometaformer_s12_k357_abl",
            "geometaformer_s12_k57_ho_abl");

    static Stream<String> families() {
        return FAMILIES.stream();
    }

    @ParameterizedTest
    @MethodSource("families")
    void every_dialect_and_format_leads_back_to_the_same_weights(String name) throws IOException {
        Model model = small(name);
        WeightsConverter converter = new WeightsConverter(Catalog.of(List.of(model)));
        Map<String, WeightTensor> canonical = stateDict(model.architecture(), Dialect.CANONICAL);
        Path current = folder.resolve("start.safetensors");
        SafetensorsWriter.write(current, canonical, Map.of());
        int hops = 0;
        for (Dialect dialect : Dialect.values()) {
            if (dialect.unsupportedPart(model.architecture()).isPresent()) {
                continue;
            }
            Path next = folder.resolve(dialect.id() + (hops++ % 2 == 0 ? ".pth" : ".safetensors"));
            // without a model the source is recognised by itself
            Conversion conversion = converter.convert(current, next, ConvertOptions.DEFAULT.withTarget(dialect.id()));
            assertThat(conversion.to()).isEqualTo(dialect);
            assertThat(conversion.model()).isEqualTo(name);
            Map<String, WeightTensor> expected = stateDict(model.architecture(), dialect);
            assertSame(Checkpoints.open(next).stateDict().tensors(), expected);
            current = next;
        }
        Path end = folder.resolve("end.safetensors");
        converter.convert(current, end, ConvertOptions.DEFAULT.withModel(model));
        assertSame(Checkpoints.open(end).stateDict().tensors(), canonical);
        assertThat(hops).isGreaterThanOrEqualTo(2);
    }

    private static void assertSame(Map<String, WeightTensor> actual, Map<String, WeightTensor> expected) {
        assertThat(List.copyOf(actual.keySet())).isEqualTo(List.copyOf(expected.keySet()));
        expected.forEach((name, tensor) ->
                assertThat(actual.get(name).contentEquals(tensor)).as(name).isTrue());
    }

    @Test
    void an_ambiguous_file_lists_all_models_that_have_its_tensors() throws IOException {
        Model first = small("caformer_s18");
        Model second = new Model("caformer_s18_384", first.architecture(), first.card());
        Path in = written(first.architecture(), Dialect.SAIL_METAFORMER);
        Conversion conversion = new WeightsConverter(Catalog.of(List.of(first, second)))
                .convert(in, folder.resolve("out.pth"), ConvertOptions.DEFAULT);
        assertThat(conversion.notes())
                .containsExactly("The weights were taken for caformer_s18; the same tensors belong to all of"
                        + " caformer_s18, caformer_s18_384.");
    }

    @Test
    void among_equal_tensors_the_model_that_can_be_written_is_chosen() throws IOException {
        Model identity = small("metaformer_id_s12");
        Model pooling = small("poolformer_s12");
        Path in = written(pooling.architecture(), Dialect.SAIL_POOLFORMER);
        Conversion conversion = new WeightsConverter(Catalog.of(List.of(identity, pooling)))
                .convert(in, folder.resolve("out.pth"), ConvertOptions.DEFAULT.withTarget("transformers"));
        assertThat(conversion.model()).isEqualTo("poolformer_s12");
    }

    @Test
    void weights_of_no_known_model_need_its_name() throws IOException {
        Path in = written(TinyArchitectures.reduced(architecture("caformer_s18")), Dialect.TIMM);
        WeightsConverter converter = new WeightsConverter(Catalog.of(List.of(small("poolformer_s12"))));
        assertThatThrownBy(() -> converter.convert(in, folder.resolve("out.pth"), ConvertOptions.DEFAULT))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessage("weights '" + in + "' in dialect timm (has 'stem.conv.weight') fit no model of the catalog;"
                        + " name the model");
    }

    @Test
    void a_dialect_without_names_for_the_network_is_refused_before_anything_is_written() throws IOException {
        Model model = small("geoformer_s12");
        Path in = written(model.architecture(), Dialect.GEOFORMER);
        Path out = folder.resolve("out.safetensors");
        assertThatThrownBy(() -> new WeightsConverter(Catalog.of(List.of(model)))
                        .convert(in, out, ConvertOptions.DEFAULT.withTarget("timm")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage(
                        "dialect timm (timm since 0.9) has no names for geometric mixers; this network can be written"
                                + " as canonical, geoformer, geometaformer");
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "poolformer_s12, SAIL_POOLFORMER",
        "metaformer_pppa_s12_224, SAIL_POOLFORMER",
        "caformer_s18, SAIL_METAFORMER",
        "identityformer_s12, SAIL_METAFORMER",
        "poolformer_s12.sail_in1k, SAIL_POOLFORMER"
    })
    void sail_stands_for_the_repository_of_the_network(String name, Dialect expected) {
        assertThat(Dialect.ofId("sail", architecture(name))).isEqualTo(expected);
    }

    @Test
    void other_classes_get_a_fresh_classifier_of_the_stored_type() throws IOException {
        Model model = small("caformer_s18");
        Path in = folder.resolve("half.pth");
        TorchWriter.write(in, Networks.converted(stateDict(model.architecture(), Dialect.TIMM), DType.F16));
        Path out = folder.resolve("out.safetensors");
        Conversion conversion = new WeightsConverter(Catalog.of(List.of(model)))
                .convert(in, out, ConvertOptions.DEFAULT.withTarget("sail").withClasses(3));
        assertThat(conversion.notes())
                .containsExactly("The classifier for 3 classes starts fresh (head.fc.fc2.weight, head.fc.fc2.bias);"
                        + " that of the checkpoint, for 10 classes, was left out.");
        Map<String, WeightTensor> written = Checkpoints.open(out).stateDict().tensors();
        assertThat(written.get("head.fc2.weight").shape()).containsExactly(3, 256);
        assertThat(written.values()).allMatch(tensor -> tensor.dtype() == DType.F16);
    }

    @Test
    void a_21k_checkpoint_becomes_a_1k_one() throws IOException {
        Model model = small("caformer_s18_in21k");
        Path in = written(model.architecture().withClasses(21841), Dialect.SAIL_METAFORMER);
        Path out = folder.resolve("out.safetensors");
        Conversion conversion = new WeightsConverter(Catalog.of(List.of(model)))
                .convert(
                        in,
                        out,
                        ConvertOptions.DEFAULT.withLoad(
                                ConvertOptions.DEFAULT.load().withHead(HeadRule.IMAGENET_21K_TO_1K)));
        assertThat(conversion.architecture().classes()).isEqualTo(1000);
        assertThat(conversion.notes()).hasSize(1).first().asString().startsWith("The classifier was converted");
        assertThat(Checkpoints.open(out)
                        .stateDict()
                        .tensors()
                        .get("head.fc.fc2.bias")
                        .shape())
                .containsExactly(1000);
        assertThatThrownBy(() -> ConvertOptions.DEFAULT
                        .withLoad(LoadOptions.STRICT.withHead(HeadRule.IMAGENET_21K_TO_1K))
                        .withClasses(10))
                .hasMessageContaining("gives 1000 classes; do not ask for 10");
    }

    @Test
    void averaged_or_plain_weights_are_chosen() throws IOException {
        Model model = small("poolformer_s12");
        Map<String, WeightTensor> plain = stateDict(model.architecture(), Dialect.TIMM);
        Map<String, WeightTensor> averaged = stateDict(model.architecture(), Dialect.TIMM);
        averaged.put("head.norm.bias", Networks.filled(7, 64));
        Path in = folder.resolve("training.pth.tar");
        TorchWriter.write(in, Map.of("epoch", 3L, "state_dict", plain, "state_dict_ema", averaged));
        Path out = folder.resolve("out.pth");
        for (StateDictChoice choice : List.of(StateDictChoice.EMA, StateDictChoice.PLAIN)) {
            new WeightsConverter(Catalog.of(List.of(model)))
                    .convert(
                            in,
                            out,
                            ConvertOptions.DEFAULT.withLoad(
                                    ConvertOptions.DEFAULT.load().withChoice(choice)));
            assertSame(Checkpoints.open(out).stateDict().tensors(), choice == StateDictChoice.EMA ? averaged : plain);
        }
    }

    @Test
    void a_name_that_tells_no_format_is_refused() throws IOException {
        assertThatThrownBy(() -> new WeightsConverter(Catalog.of(List.of()))
                        .convert(folder.resolve("in.pth"), folder.resolve("out.onnx"), ConvertOptions.DEFAULT))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("out.onnx' does not tell the format to write; end it with .safetensors, .pth,");
        assertThatThrownBy(() -> ConvertOptions.DEFAULT.withTarget("keras"))
                .hasMessageContaining("there is no dialect 'keras'");
    }

    private Path written(Architecture architecture, Dialect dialect) throws IOException {
        Path file = folder.resolve("in.safetensors");
        SafetensorsWriter.write(file, stateDict(architecture, dialect), Map.of("format", "pt"));
        return file;
    }
}

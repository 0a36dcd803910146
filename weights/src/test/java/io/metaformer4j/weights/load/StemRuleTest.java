package io.metaformer4j.weights.load;

import static io.metaformer4j.weights.load.Networks.architecture;
import static io.metaformer4j.weights.load.Networks.filled;
import static io.metaformer4j.weights.load.Networks.stateDict;
import static io.metaformer4j.weights.load.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights for colour pictures in networks for other input. */
class StemRuleTest {

    private static final String STEM = "stem.conv.weight";
    private static final JsonNode TIMM = Fixtures.json("stem/adapt_input_conv.json");
    private static final LoadOptions ADAPT = LoadOptions.STRICT.withStem(LoadOptions.StemRule.ADAPT);

    /** A network whose stem is of the fixture's size. */
    private static Architecture network(int channels) {
        Architecture small = TinyArchitectures.miniature();
        PatchEmbedding stem =
                new PatchEmbedding(new ConvSpec(2, 2, 0), small.stem().norm());
        return new Architecture(
                channels, stem, small.stages(), small.head(), small.regularization(), small.initialization());
    }

    /** A checkpoint for colour pictures with the fixture's stem. */
    private static Map<String, WeightTensor> colors(Dialect dialect) {
        Map<String, WeightTensor> tensors = stateDict(network(3), dialect);
        float[] weight = Fixtures.floats(TIMM.get("weight"));
        tensors.put(dialect.nameOf(network(3), STEM), WeightTensor.ofFloats(weight, 4, 3, 2, 2));
        return tensors;
    }

    private static List<Dialect> dialects() {
        return Arrays.stream(Dialect.values())
                .filter(dialect -> dialect.unsupportedPart(network(3)).isEmpty())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 6})
    void a_stem_for_colours_becomes_timms_for_other_input_in_every_dialect_that_names_it(int channels) {
        float[] expected = Fixtures.floats(TIMM.get("adapted").get(String.valueOf(channels)));
        assertThat(dialects()).contains(Dialect.TIMM, Dialect.SAIL_METAFORMER);
        for (Dialect dialect : dialects()) {
            LoadedWeights loaded = WeightsLoader.of(network(channels))
                    .with(ADAPT.withDialect(dialect))
                    .load(colors(dialect));
            WeightTensor stem = loaded.tensors().get(STEM);
            assertThat(stem.shape()).containsExactly(4, channels, 2, 2);
            assertThat(stem.toFloats()).isEqualTo(expected);
            assertThat(loaded.fresh()).isEmpty();
            assertThat(loaded.leftOut()).isEmpty();
            Map<String, WeightTensor> plain = WeightsLoader.of(network(3))
                    .with(LoadOptions.STRICT.withDialect(dialect))
                    .load(colors(dialect))
                    .tensors();
            assertThat(plain.keySet()).isEqualTo(loaded.tensors().keySet());
            plain.forEach((name, tensor) -> assertThat(name.equals(STEM)
                            || tensor.contentEquals(loaded.tensors().get(name)))
                    .as(name)
                    .isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void half_precision_is_added_up_in_single_and_kept(int channels) {
        LoadedWeights loaded = WeightsLoader.of(network(channels))
                .with(ADAPT.withElementType(Optional.empty()))
                .load(Networks.converted(colors(Dialect.TIMM), DType.F16));
        WeightTensor stem = loaded.tensors().get(STEM);
        assertThat(stem.dtype()).isEqualTo(DType.F16);
        assertThat(stem.toFloats()).isEqualTo(Fixtures.floats(TIMM.get("half").get(String.valueOf(channels))));
    }

    @Test
    void an_adapted_stem_is_told() {
        assertThat(adapted(1, colors(Dialect.TIMM)).notes())
                .containsExactly("The stem for 1 channel is the sum of the checkpoint's for red, green and blue"
                        + " (stem.conv.weight).");
        assertThat(adapted(5, colors(Dialect.TIMM)).notes())
                .containsExactly(
                        "The stem for 5 channels repeats that of the checkpoint for red, green and blue, times 3/5"
                                + " (stem.conv.weight).");
        assertThat(adapted(5, stateDict(network(5), Dialect.TIMM)).notes()).isEmpty();
        assertThat(adapted(3, colors(Dialect.TIMM)).notes()).isEmpty();
    }

    private static LoadedWeights adapted(int channels, Map<String, WeightTensor> tensors) {
        return WeightsLoader.of(network(channels)).with(ADAPT).load(tensors);
    }

    @Test
    void without_being_asked_for_it_is_refused_with_the_way_out() {
        assertThatThrownBy(() -> WeightsLoader.of(network(1)).load(colors(Dialect.TIMM)))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessage(
                        "the weights do not fit the network: 1 mismatched (stem.conv.weight is [4, 3, 2, 2], expected"
                                + " [4, 1, 2, 2]); the checkpoint takes input of 3 channels, not 1: give 1 as the number of input"
                                + " channels, and its stem is adapted");
    }

    @Test
    void weights_for_other_input_are_never_turned_into_some_for_colours() {
        for (LoadOptions options : List.of(LoadOptions.STRICT, ADAPT)) {
            assertThatThrownBy(
                            () -> WeightsLoader.of(network(3)).with(options).load(stateDict(network(1), Dialect.TIMM)))
                    .isInstanceOf(CheckpointMismatchException.class)
                    .hasMessageEndingWith(
                            "the checkpoint takes input of 1 channels, not 3: give 1 as the number of input channels");
        }
        assertThatThrownBy(() -> WeightsLoader.of(network(5)).with(ADAPT).load(stateDict(network(4), Dialect.TIMM)))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageEndingWith("give 4 as the number of input channels");
    }

    @Test
    void a_stem_of_another_network_is_reported_as_it_is_stored() {
        Map<String, WeightTensor> tensors = colors(Dialect.TIMM);
        tensors.put(STEM, filled(1, 8, 3, 2, 2));
        for (LoadOptions options : List.of(LoadOptions.STRICT, ADAPT)) {
            assertThatThrownBy(() -> WeightsLoader.of(network(1)).with(options).load(tensors))
                    .isInstanceOf(CheckpointMismatchException.class)
                    .hasMessageContaining("stem.conv.weight is [8, 3, 2, 2], expected [4, 1, 2, 2]")
                    .hasMessageNotContaining("input channels");
        }
    }

    @Test
    void weights_of_the_wanted_model_for_other_input_are_not_taken_for_those_of_another_model() {
        Architecture gray = architecture("poolformer_s12").withInputChannels(1);
        assertThat(refused("poolformer_s12", stateDict(gray, Dialect.TIMM)))
                .hasMessageEndingWith("give 1 as the number of input channels")
                .hasMessageNotContaining("is this a");
    }
}

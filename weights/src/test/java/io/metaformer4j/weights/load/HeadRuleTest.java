package io.metaformer4j.weights.load;

import static io.metaformer4j.weights.load.Networks.architecture;
import static io.metaformer4j.weights.load.Networks.filled;
import static io.metaformer4j.weights.load.Networks.stateDict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadRuleTest {

    private static final LoadOptions REPLACE = LoadOptions.STRICT.withHead(HeadRule.REPLACE);

    @Test
    void another_class_count_is_an_error_that_names_both_ways_out() {
        Map<String, WeightTensor> tensors =
                stateDict(architecture("poolformer_s12").withClasses(10), Dialect.TIMM);
        assertThatThrownBy(() -> loader("poolformer_s12").load(tensors))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessage("the weights do not fit poolformer_s12: 2 mismatched (head.fc.weight is [10, 512], expected"
                        + " [1000, 512], head.fc.bias is [10], expected [1000]); the checkpoint has 10 classes, not"
                        + " 1000: choose 10 classes, or ask for a fresh classifier");
    }

    @ParameterizedTest
    @CsvSource({
        "poolformer_s12, SAIL_POOLFORMER, head, head.fc",
        "caformer_s18, SAIL_METAFORMER, head.fc2, head.fc.fc2",
        "caformer_s18, TIMM, head.fc.fc2, head.fc.fc2"
    })
    void only_the_last_linear_layer_starts_fresh_for_other_classes(
            String model, Dialect dialect, String stored, String canonical) {
        Architecture tenClasses = architecture(model).withClasses(10);
        LoadedWeights loaded =
                WeightsLoader.of(tenClasses).with(REPLACE.withSeed(5)).load(stateDict(model, dialect));
        assertThat(loaded.fresh()).containsExactly(canonical + ".weight", canonical + ".bias");
        assertThat(loaded.leftOut()).containsExactly(stored + ".weight", stored + ".bias");
        assertThat(loaded.notes())
                .containsExactly("The classifier for 10 classes starts fresh (" + canonical + ".weight, " + canonical
                        + ".bias); that of the checkpoint, for 1000 classes, was left out.");
        WeightTensor weight = loaded.tensors().get(canonical + ".weight");
        assertThat(weight.shape()[0]).isEqualTo(10);
        assertThat(deviation(weight.toFloats())).isCloseTo(0.02, within(0.002));
        assertThat(loaded.tensors().get(canonical + ".bias").toFloats()).containsOnly(0f);
        assertThat(weight.contentEquals(new InitialWeights(5).draw(tenClasses).get(canonical + ".weight")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"SAIL_METAFORMER, head.fc.fc2", "TIMM, head.fc.fc2"})
    void rows_of_known_classes_are_kept_and_the_others_start_fresh(Dialect dialect, String classifier) {
        Architecture small = TinyArchitectures.reduced(architecture("caformer_s18"));
        Map<String, WeightTensor> tensors = numberedRows(small.withClasses(4), dialect, 4);
        ClassRows rows = new ClassRows(
                4, List.of("new", "last", "first"), List.of(OptionalInt.empty(), OptionalInt.of(3), OptionalInt.of(0)));
        LoadedWeights loaded = WeightsLoader.of(small.withClasses(3))
                .with(LoadOptions.STRICT.withHead(HeadRule.keeping(rows)).withSeed(5))
                .load(tensors);
        float[] weight = loaded.tensors().get(classifier + ".weight").toFloats();
        float[] fresh = new InitialWeights(5)
                .draw(small.withClasses(3))
                .get(classifier + ".weight")
                .toFloats();
        int width = weight.length / 3;
        assertThat(Arrays.copyOf(weight, width)).isEqualTo(Arrays.copyOf(fresh, width));
        assertThat(Arrays.copyOfRange(weight, width, 2 * width)).containsOnly(3f);
        assertThat(Arrays.copyOfRange(weight, 2 * width, 3 * width)).containsOnly(0f);
        assertThat(loaded.tensors().get(classifier + ".bias").toFloats()).containsExactly(0f, 3f, 0f);
        assertThat(loaded.notes())
                .containsExactly("The classifier for 3 classes (head.fc.fc2.weight, head.fc.fc2.bias) keeps the rows of"
                        + " last, first from the 4 classes of the checkpoint; fresh are those of new.");
    }

    @Test
    void as_many_classes_of_other_names_do_not_inherit_the_rows_of_strangers() {
        Architecture small =
                TinyArchitectures.reduced(architecture("poolformer_s12")).withClasses(2);
        Map<String, WeightTensor> tensors = numberedRows(small, Dialect.TIMM, 2);
        List<OptionalInt> none = List.of(OptionalInt.empty(), OptionalInt.empty());
        LoadedWeights loaded = WeightsLoader.of(small)
                .with(LoadOptions.STRICT.withHead(HeadRule.keeping(new ClassRows(2, List.of("a", "b"), none))))
                .load(tensors);
        assertThat(loaded.fresh()).containsExactly("head.fc.weight", "head.fc.bias");
        List<OptionalInt> same = List.of(OptionalInt.of(0), OptionalInt.of(1));
        LoadedWeights kept = WeightsLoader.of(small)
                .with(LoadOptions.STRICT.withHead(HeadRule.keeping(new ClassRows(2, List.of("a", "b"), same))))
                .load(tensors);
        assertThat(kept.notes()).isEmpty();
        assertThat(kept.tensors().get("head.fc.bias").toFloats()).containsExactly(0f, 1f);
    }

    @Test
    void rows_chosen_from_another_number_of_classes_are_not_used() {
        Architecture small = TinyArchitectures.reduced(architecture("poolformer_s12"));
        ClassRows rows = new ClassRows(7, List.of("a", "b"), List.of(OptionalInt.of(6), OptionalInt.of(2)));
        LoadedWeights loaded = WeightsLoader.of(small.withClasses(2))
                .with(LoadOptions.STRICT.withHead(HeadRule.keeping(rows)))
                .load(numberedRows(small.withClasses(3), Dialect.TIMM, 3));
        assertThat(loaded.fresh()).containsExactly("head.fc.weight", "head.fc.bias");
        assertThatThrownBy(() -> new ClassRows(2, List.of("a"), List.of(OptionalInt.of(2))))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("row 2");
    }

    /** A state dict whose classifier has its own number in every row. */
    private static Map<String, WeightTensor> numberedRows(Architecture architecture, Dialect dialect, int classes) {
        Map<String, WeightTensor> tensors = stateDict(architecture, dialect);
        tensors.replaceAll((name, tensor) -> {
            boolean classifier = name.equals("head.fc2.weight")
                    || name.equals("head.fc2.bias")
                    || name.equals("head.fc.fc2.weight")
                    || name.equals("head.fc.fc2.bias")
                    || (name.startsWith("head.fc.") && tensor.shape()[0] == classes);
            if (!classifier) {
                return tensor;
            }
            float[] values = tensor.toFloats();
            for (int i = 0; i < values.length; i++) {
                int row = i / (values.length / classes);
                values[i] = row;
            }
            return WeightTensor.ofFloats(values, tensor.shape());
        });
        return tensors;
    }

    @Test
    void a_classifier_that_fits_is_kept() {
        LoadedWeights loaded = loader("caformer_s18").with(REPLACE).load(stateDict("caformer_s18", Dialect.TIMM));
        assertThat(loaded.fresh()).isEmpty();
        assertThat(loaded.notes()).isEmpty();
    }

    @Test
    void a_missing_classifier_or_head_starts_fresh() {
        Map<String, WeightTensor> tensors = stateDict("caformer_s18", Dialect.TIMM);
        tensors.keySet().removeIf(name -> name.startsWith("head.fc.fc2."));
        assertThat(loader("caformer_s18").with(REPLACE).load(tensors).notes())
                .containsExactly("The classifier for 1000 classes starts fresh; the checkpoint has none.");
        tensors.keySet().removeIf(name -> name.startsWith("head."));
        LoadedWeights loaded = loader("caformer_s18").with(REPLACE).load(tensors);
        assertThat(loaded.notes()).containsExactly("The head for 1000 classes starts fresh; the checkpoint has none.");
        assertThat(loaded.fresh())
                .containsExactly(
                        "head.norm.weight",
                        "head.norm.bias",
                        "head.fc.fc1.weight",
                        "head.fc.fc1.bias",
                        "head.fc.norm.weight",
                        "head.fc.norm.bias",
                        "head.fc.fc2.weight",
                        "head.fc.fc2.bias");
        assertThatThrownBy(() -> loader("caformer_s18").load(tensors))
                .hasMessageContaining("8 missing (head.norm.weight [512]");
    }

    @Test
    void a_classifier_on_another_width_is_never_replaced_silently() {
        Map<String, WeightTensor> tensors = stateDict("poolformer_s12", Dialect.TIMM);
        tensors.put("head.fc.weight", filled(0, 10, 768));
        tensors.put("head.fc.bias", filled(0, 10));
        assertThatThrownBy(() -> loader("poolformer_s12").with(REPLACE).load(tensors))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("head.fc.weight is [10, 768], expected [1000, 512]");
    }

    @ParameterizedTest
    @CsvSource({"caformer_s18_in21k, head.fc.fc2", "poolformer_s12, head.fc"})
    void a_21k_head_becomes_a_1k_head_row_by_row(String model, String classifier) {
        Architecture small = TinyArchitectures.reduced(architecture(model));
        Architecture from = small.withClasses(21841);
        Map<String, WeightTensor> tensors = stateDict(from, Dialect.TIMM);
        float[] weight = tensors.get(classifier + ".weight").toFloats();
        int width = weight.length / 21841;
        for (int row = 0; row < 21841; row++) {
            weight[row * width] = row;
        }
        tensors.put(classifier + ".weight", WeightTensor.ofFloats(weight, 21841, width));
        float[] bias = new float[21841];
        for (int row = 0; row < bias.length; row++) {
            bias[row] = -row;
        }
        tensors.put(classifier + ".bias", WeightTensor.ofFloats(bias, 21841));

        LoadedWeights loaded = WeightsLoader.of(small.withClasses(1000))
                .with(LoadOptions.STRICT.withHead(HeadRule.IMAGENET_21K_TO_1K))
                .load(tensors);
        float[] rows = loaded.tensors().get(classifier + ".weight").toFloats();
        float[] biases = loaded.tensors().get(classifier + ".bias").toFloats();
        // misc/in21k_to_1k_class_map.json: 0 -> 359, 1 -> 368, 999 -> 21815; class 850 is the mean of 0 .. 21840
        assertThat(new float[] {rows[0], rows[width], rows[999 * width]}).containsExactly(359, 368, 21815);
        assertThat(new float[] {biases[0], biases[1], biases[999]}).containsExactly(-359, -368, -21815);
        assertThat(rows[850 * width]).isEqualTo(10920);
        assertThat(biases[850]).isEqualTo(-10920);
        assertThat(rows.length).isEqualTo(1000 * width);
        assertThat(rows[width + 1]).isEqualTo(weight[368 * width + 1]);
        assertThat(loaded.fresh()).isEmpty();
        assertThat(loaded.notes())
                .containsExactly(
                        "The classifier was converted from ImageNet-21k to ImageNet-1k: each class took the row"
                                + " of its own WordNet id, class 850 (teddy bear) the mean of all 21841 rows.");
    }

    @Test
    void the_converted_head_keeps_the_stored_type_if_asked() {
        Architecture small = TinyArchitectures.reduced(architecture("poolformer_s12"));
        LoadedWeights loaded = WeightsLoader.of(small.withClasses(1000))
                .with(LoadOptions.STRICT.withHead(HeadRule.IMAGENET_21K_TO_1K).withElementType(Optional.empty()))
                .load(Networks.converted(stateDict(small.withClasses(21841), Dialect.TIMM), DType.F16));
        assertThat(loaded.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.F16);
    }

    @Test
    void the_conversion_from_21k_needs_21841_and_1000_classes() {
        LoadOptions convert = LoadOptions.STRICT.withHead(HeadRule.IMAGENET_21K_TO_1K);
        assertThatThrownBy(() -> loader("caformer_s18").with(convert).load(stateDict("caformer_s18", Dialect.TIMM)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage(
                        "the head cannot be converted from ImageNet-21k to ImageNet-1k: that needs a checkpoint with"
                                + " 21841 classes, this one has 1000, and a network with 1000, this one has 1000; leave the"
                                + " conversion out or choose the in21k checkpoint");
        assertThatThrownBy(() -> loader("caformer_s18").load(stateDict("caformer_s18_in21k", Dialect.TIMM)))
                .hasMessageEndingWith("the checkpoint has 21841 classes, not 1000: choose 21841 classes, or ask for a"
                        + " fresh classifier or for the conversion of the head from 21k to 1k");
    }

    private static WeightsLoader loader(String model) {
        return WeightsLoader.of(Networks.model(model));
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}

package io.metaformer4j.weights.load;

import static io.metaformer4j.weights.load.Networks.architecture;
import static io.metaformer4j.weights.load.Networks.filled;
import static io.metaformer4j.weights.load.Networks.model;
import static io.metaformer4j.weights.load.Networks.stateDict;
import static io.metaformer4j.weights.load.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.dialect.ReferenceStateDicts;
import io.metaformer4j.weights.dialect.ReferenceStateDicts.Reference;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of every source and kind find their places. */
class WeightsLoaderTest {

    /** One small network of every source and kind of mixer. */
    static List<Reference> references() {
        List<String> large = List.of("_s24", "_s36", "_m36", "_m48", "_b36", "_in21k", "_384");
        return ReferenceStateDicts.all().stream()
                .filter(reference -> large.stream().noneMatch(reference.name()::contains))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("references")
    void gives_every_place_its_own_tensor_from_every_source(Reference reference) {
        Architecture architecture = reference.model().architecture();
        LoadedWeights loaded = WeightsLoader.of(reference.model()).load(stateDict(architecture, reference.dialect()));
        List<ParameterSpec> specs = ParameterLayout.of(architecture).specs();
        assertThat(loaded.tensors().keySet())
                .containsExactlyElementsOf(
                        specs.stream().map(ParameterSpec::name).toList());
        for (ParameterSpec spec : specs) {
            assertThat(loaded.tensors().get(spec.name()).contentEquals(Networks.marked(spec)))
                    .as(spec.name())
                    .isTrue();
        }
        assertThat(loaded.notes()).isEmpty();
        assertThat(loaded.fresh()).isEmpty();
        assertThat(loaded.leftOut()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F64"})
    void converts_every_float_type_to_float32(DType type) {
        Map<String, WeightTensor> tensors =
                Networks.converted(stateDict("geoformer_s12_higher_order", Dialect.GEOFORMER), type);
        LoadedWeights loaded =
                WeightsLoader.of(model("geoformer_s12_higher_order")).load(tensors);
        loaded.tensors().forEach((name, tensor) -> assertThat(tensor.dtype())
                .as(name)
                .isEqualTo(name.endsWith("num_batches_tracked") ? DType.I64 : DType.F32));
        String some = "stages.1.blocks.0.mlp.fc1.weight";
        assertThat(loaded.tensors().get(some).toFloats())
                .isEqualTo(tensors.get(some).toFloats());
    }

    @Test
    void keeps_the_stored_type_if_asked() {
        Map<String, WeightTensor> tensors =
                Networks.converted(stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER), DType.BF16);
        LoadedWeights loaded = WeightsLoader.of(model("poolformer_s12"))
                .with(LoadOptions.STRICT.withElementType(Optional.empty()))
                .load(tensors);
        assertThat(loaded.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.BF16);
    }

    @Test
    void matrices_and_1x1_convolutions_are_the_same_weights() {
        Map<String, WeightTensor> tensors = stateDict("caformer_s18", Dialect.TIMM);
        tensors.replaceAll((name, tensor) -> {
            long[] shape = tensor.shape();
            boolean pointwise = shape.length == 4 && shape[2] == 1 && shape[3] == 1;
            return pointwise ? tensor.reshape(shape[0], shape[1]) : tensor;
        });
        LoadedWeights loaded = WeightsLoader.of(model("caformer_s18")).load(tensors);
        assertThat(loaded.tensors().get("stages.0.blocks.0.mlp.fc1.weight").shape())
                .containsExactly(256, 64, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.", "backbone.", "model.encoder."})
    void prefixes_of_wrappers_are_found(String prefix) {
        Map<String, WeightTensor> tensors =
                Networks.prefixed(stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER), prefix);
        assertThat(WeightsLoader.of(model("poolformer_s12"))
                        .load(tensors)
                        .dialect()
                        .prefix())
                .isEqualTo(prefix);
    }

    @Test
    void the_backbone_is_taken_out_of_a_detector() {
        Map<String, WeightTensor> tensors =
                Networks.prefixed(stateDict("poolformer_s12_feat", Dialect.SAIL_POOLFORMER), "backbone.");
        tensors.put("neck.fpn_convs.0.conv.weight", filled(0, 256, 256, 3, 3));
        LoadedWeights loaded = WeightsLoader.of(model("poolformer_s12_feat")).load(tensors);
        assertThat(loaded.leftOut()).containsExactly("neck.fpn_convs.0.conv.weight");
        assertThat(loaded.notes()).containsExactly("Left out of the checkpoint: neck.fpn_convs.0.conv.weight.");
    }

    @Test
    void strays_outside_a_wrapper_are_refused() {
        Map<String, WeightTensor> tensors =
                Networks.prefixed(stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER), "module.");
        tensors.put("extra.weight", filled(0, 3));
        assertThat(refused("poolformer_s12", tensors)).hasMessageContaining("1 unexpected (extra.weight float32 [3])");
        assertThat(WeightsLoader.of(model("poolformer_s12"))
                        .with(LoadOptions.STRICT.withPrefix("module."))
                        .load(tensors)
                        .leftOut())
                .containsExactly("extra.weight");
    }

    @Test
    void fixed_kernels_and_random_matrices_come_from_the_checkpoint() {
        Map<String, WeightTensor> geo = stateDict("geoformer_s12", Dialect.GEOFORMER);
        String kernel = "stages.0.blocks.0.token_mixer.zeroth_order_filter.weight";
        geo.put(kernel, filled(0.25f, 64, 1, 5, 5));
        assertThat(WeightsLoader.of(model("geoformer_s12"))
                        .load(geo)
                        .tensors()
                        .get(kernel)
                        .toFloats())
                .containsOnly(0.25f);

        Map<String, WeightTensor> random = stateDict("randformer_s12", Dialect.SAIL_METAFORMER);
        random.remove("stages.3.1.token_mixer.random_matrix");
        assertThat(refused("randformer_s12", random))
                .hasMessageContaining("1 missing (stages.3.1.token_mixer.random_matrix [49, 49])");
    }

    @Test
    void counters_may_be_missing_or_floating() {
        Map<String, WeightTensor> tensors = stateDict("geoformer_s12_multiscale", Dialect.GEOFORMER);
        String missing = "stages.0.blocks.0.token_mixer.scale_fusion.normalization.num_batches_tracked";
        String floating = "stages.0.blocks.1.token_mixer.scale_fusion.normalization.num_batches_tracked";
        tensors.remove(missing);
        tensors.put(floating, WeightTensor.ofFloats(new float[] {41.6f}));
        LoadedWeights loaded =
                WeightsLoader.of(model("geoformer_s12_multiscale")).load(tensors);
        assertThat(loaded.tensors().get(missing).toLongs()).containsExactly(0);
        assertThat(loaded.tensors().get(floating).toLongs()).containsExactly(42);
        assertThat(loaded.notes()).containsExactly("The checkpoint has no " + missing + "; it starts at 0.");
    }

    @Test
    void a_feature_backbone_takes_a_classification_checkpoint_only_if_asked() {
        Map<String, WeightTensor> tensors = stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER);
        assertThat(refused("poolformer_s12_feat", tensors))
                .hasMessageContaining("8 missing (norm0.weight [64], norm0.bias [64], norm2.weight [128], and more)")
                .hasMessageContaining("4 unexpected (norm.weight float32 [512]")
                .hasMessageEndingWith("classification checkpoints have no norms for the feature maps, these are trained"
                        + " with the detector or segmenter: ask for a fresh head, which starts with new ones");
        LoadedWeights loaded = WeightsLoader.of(model("poolformer_s12_feat"))
                .with(LoadOptions.STRICT.withCoverage(Coverage.BODY))
                .load(tensors);
        assertThat(loaded.leftOut()).containsExactly("norm.weight", "norm.bias", "head.weight", "head.bias");
        assertThat(loaded.fresh()).hasSize(8).allMatch(name -> name.startsWith("feature_norms."));
        assertThat(loaded.tensors().get("feature_norms.2.weight").toFloats()).containsOnly(1f);
        assertThat(loaded.tensors().get("feature_norms.2.bias").toFloats()).containsOnly(0f);
        assertThat(loaded.notes())
                .containsExactly(
                        "Left out of the checkpoint: norm.weight, norm.bias, head.weight, head.bias.",
                        "Only stem and stages were taken; fresh are feature_norms.{0-3}.weight (4 tensors),"
                                + " feature_norms.{0-3}.bias (4 tensors).");
    }

    @Test
    void a_chosen_dialect_is_obeyed() {
        assertThatThrownBy(() -> WeightsLoader.of(model("caformer_s18"))
                        .with(LoadOptions.STRICT.withDialect(Dialect.SAIL_METAFORMER))
                        .load(stateDict("caformer_s18", Dialect.TIMM)))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("missing (downsample_layers.0.conv.weight");
    }

    @Test
    void options_refuse_integer_targets() {
        assertThatThrownBy(() -> LoadOptions.STRICT.withElementType(Optional.of(DType.I64)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("weights cannot be converted to int64");
    }
}

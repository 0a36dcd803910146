package io.metaformer4j.weights.load;

import static io.metaformer4j.weights.load.Networks.filled;
import static io.metaformer4j.weights.load.Networks.model;
import static io.metaformer4j.weights.load.Networks.stateDict;
import static io.metaformer4j.weights.load.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that do not fit, and what is said about them. */
class MismatchedWeightsTest {

    @Test
    void another_model_is_refused_with_a_guess() {
        Map<String, WeightTensor> tensors = stateDict("caformer_m36", Dialect.SAIL_METAFORMER);
        CheckpointMismatchException error = refused("caformer_s18", tensors);
        assertThat(error)
                .hasMessageStartingWith("the weights do not fit caformer_s18: ")
                .hasMessageContaining("unexpected (stages.1.{3-11}.norm1.weight float32 [192] (9 tensors)")
                .hasMessageContaining("downsample_layers.0.conv.weight is [96, 3, 7, 7], expected [64, 3, 7, 7]")
                .hasMessageEndingWith("; is this a caformer_m36 checkpoint?");
        assertThat(error.getMessage()).doesNotContain("\n");
        assertThat(error.report())
                .startsWith("the weights do not fit caformer_s18; read as dialect sail-metaformer (has"
                        + " 'downsample_layers.0.conv.weight')\n")
                .contains("\n    stages.2.{9-17}.token_mixer.qkv.weight float32 [1152, 384] (9 tensors)");
        assertThat(error.mismatches().mismatched()).isNotEmpty();
    }

    @Test
    void a_dialect_that_cannot_name_the_model_is_refused_with_a_guess() {
        assertThat(refused("caformer_s18", stateDict("poolformer_s24", Dialect.SAIL_POOLFORMER)))
                .hasMessage("the weights are in dialect sail-poolformer (has 'patch_embed.proj.weight' and names like"
                        + " 'network.{s}....'), which has no names for separable convolutions of caformer_s18;"
                        + " is this a poolformer_s24 checkpoint?");
    }

    @Test
    void missing_and_unexpected_tensors_are_all_listed() {
        Map<String, WeightTensor> tensors = stateDict("caformer_s18.sail_in1k", Dialect.TIMM);
        for (int i = 0; i < 9; i++) {
            tensors.remove("stages.2.blocks." + i + ".res_scale1.scale");
            tensors.put("stages.2.blocks." + i + ".layer_scale1.scale", filled(1, 320));
        }
        tensors.put("epoch_counter", filled(1));
        CheckpointMismatchException error = refused("caformer_s18.sail_in1k", tensors);
        assertThat(error)
                .hasMessage("the weights do not fit caformer_s18.sail_in1k:"
                        + " 9 missing (stages.2.blocks.{0-8}.res_scale1.scale [320] (9 tensors));"
                        + " 10 unexpected (stages.2.blocks.{0-8}.layer_scale1.scale float32 [320] (9 tensors),"
                        + " epoch_counter float32 [])");
        assertThat(error.mismatches().missing()).hasSize(9);
        assertThat(error.mismatches().unexpected()).hasSize(10);
        assertThat(error.report())
                .contains("  9 missing:\n    stages.2.blocks.{0-8}.res_scale1.scale [320] (9 tensors)");
    }

    @Test
    void missing_layer_scale_is_an_error() {
        Map<String, WeightTensor> tensors = stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER);
        tensors.keySet().removeIf(name -> name.contains("layer_scale"));
        assertThat(refused("poolformer_s12", tensors))
                .hasMessageContaining("24 missing (network.0.{0-1}.layer_scale_1 [64] (2 tensors)");
    }

    @ParameterizedTest
    @CsvSource({
        "caformer_s18, SAIL_METAFORMER, stages.0.1.mlp.fc1.weight, '[64, 256]', '[256, 64]'",
        "poolformer_s12, SAIL_POOLFORMER, network.2.0.mlp.fc2.weight, '[512, 128]', '[128, 512, 1, 1]'",
        "caformer_s18, TIMM, head.fc.fc1.weight, '[512, 2048]', '[2048, 512]'"
    })
    void a_transposed_matrix_is_no_reshaped_one(
            String model, Dialect dialect, String name, String found, String expected) {
        Map<String, WeightTensor> tensors = stateDict(model, dialect);
        long[] shape = tensors.get(name).shape();
        tensors.put(name, filled(0.5f, shape[1], shape[0]));
        assertThat(refused(model, tensors))
                .hasMessageContaining(
                        "1 mismatched (" + name + " is " + found + ", expected " + expected + ", perhaps transposed)");
    }

    @Test
    void nan_and_infinite_values_are_reported_by_tensor() {
        Map<String, WeightTensor> tensors = stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER);
        float[] values = tensors.get("network.4.3.mlp.fc1.weight").toFloats();
        values[77] = Float.NaN;
        tensors.put("network.4.3.mlp.fc1.weight", WeightTensor.ofFloats(values, 1280, 320, 1, 1));
        tensors.put("head.bias", filled(Float.NEGATIVE_INFINITY, 1000));
        assertThat(refused("poolformer_s12", tensors))
                .hasMessage("the weights do not fit poolformer_s12: 2 with NaN or infinite values"
                        + " (network.4.3.mlp.fc1.weight from element 77, head.bias from element 0);"
                        + " the training that wrote them has diverged, or the file is damaged");
        LoadedWeights loaded = WeightsLoader.of(model("poolformer_s12"))
                .with(LoadOptions.STRICT.withNonFinite(LoadOptions.NonFinite.ACCEPT))
                .load(tensors);
        assertThat(loaded.tensors().get("head.fc.bias").toFloats()).containsOnly(Float.NEGATIVE_INFINITY);
    }

    @Test
    void a_value_too_large_for_float32_is_reported() {
        Map<String, WeightTensor> tensors =
                Networks.converted(stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER), DType.F64);
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocateDirect(8 * 512).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(8 * 3, 1e300);
        tensors.put("norm.weight", WeightTensor.of(DType.F64, bytes, 512));
        assertThat(refused("poolformer_s12", tensors)).hasMessageContaining("norm.weight from element 3");
    }

    @Test
    void a_tensor_of_an_unusable_type_is_reported() {
        Map<String, WeightTensor> tensors = stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER);
        tensors.put("norm.weight", WeightTensor.ofLongs(new long[512], 512));
        assertThat(refused("poolformer_s12", tensors))
                .hasMessageContaining("1 mismatched (norm.weight is int64, expected a float type)");
    }

    @Test
    void two_tensors_for_one_place_are_refused() {
        Map<String, WeightTensor> tensors = stateDict("caformer_s18", Dialect.TIMM);
        Map<String, WeightTensor> historical = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> historical.put(
                name.replaceAll("^stem\\.", "patch_embed.")
                        .replaceAll("^head\\.norm", "norm")
                        .replaceAll("^head\\.fc", "head"),
                tensor));
        historical.put("downsample_layers.0.proj.bias", filled(0, 64));
        assertThat(refused("caformer_s18", historical))
                .hasMessageContaining("1 unexpected (downsample_layers.0.proj.bias float32 [64])");
    }

    @Test
    void mixed_dialects_are_refused() {
        Map<String, WeightTensor> tensors = stateDict("caformer_s18", Dialect.TIMM);
        Map<String, WeightTensor> mixed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> mixed.put(name.replace("stages.3.blocks.", "stages.3."), tensor));
        assertThat(refused("caformer_s18", mixed))
                .hasMessageContaining("missing (stages.3.blocks.{0-2}.norm1.weight [512] (3 tensors)")
                .hasMessageContaining("unexpected (stages.3.{0-2}.norm1.weight float32 [512] (3 tensors)");
    }

    @Test
    void weights_of_a_feature_backbone_are_recognised_where_a_classifier_or_another_backbone_is_wanted() {
        Map<String, WeightTensor> all = stateDict("poolformer_s12_feat", Dialect.SAIL_POOLFORMER);
        assertThat(refused("poolformer_s12", all)).hasMessageEndingWith("; is this a poolformer_s12_feat checkpoint?");
        assertThat(refused("poolformer_s12_feat_last3", all))
                .hasMessageEndingWith("; is this a poolformer_s12_feat checkpoint?");
        assertThat(refused("poolformer_s12_feat", stateDict("poolformer_s12_feat_last3", Dialect.SAIL_POOLFORMER)))
                .hasMessage(
                        "the weights do not fit poolformer_s12_feat: 2 missing (norm0.weight [64], norm0.bias [64]);"
                                + " is this a poolformer_s12_feat_last3 checkpoint?");
    }

    @Test
    void the_body_alone_must_still_fit_completely() {
        Map<String, WeightTensor> tensors = stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER);
        tensors.remove("network.1.proj.bias");
        tensors.put("network.1.proj.gain", filled(1, 128));
        assertThatThrownBy(() -> WeightsLoader.of(model("poolformer_s12_feat"))
                        .with(LoadOptions.STRICT.withCoverage(Coverage.BODY))
                        .load(tensors))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("1 missing (network.1.proj.bias [128])")
                .hasMessageContaining("1 unexpected (network.1.proj.gain float32 [128])");
    }
}

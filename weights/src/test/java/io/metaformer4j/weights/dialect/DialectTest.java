package io.metaformer4j.weights.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.dialect.ReferenceStateDicts.Reference;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DialectTest {

    static List<Reference> references() {
        return ReferenceStateDicts.all();
    }

    @Test
    void all_140_reference_models_are_covered() {
        assertThat(references()).hasSize(140);
    }

    @ParameterizedTest
    @MethodSource("references")
    void lays_out_names_shapes_and_order_of_the_reference_state_dict(Reference reference) {
        Map<String, List<Integer>> laidOut = new LinkedHashMap<>();
        for (DialectEntry entry :
                reference.dialect().layout(reference.model().architecture()).entries()) {
            laidOut.put(entry.name(), entry.shape());
        }
        assertThat(laidOut).isEqualTo(reference.shapes());
        assertThat(List.copyOf(laidOut.keySet()))
                .isEqualTo(List.copyOf(reference.shapes().keySet()));
    }

    @ParameterizedTest
    @MethodSource("references")
    void detects_the_dialect_of_every_reference(Reference reference) {
        DialectMatch match = Dialects.detect(reference.shapes().keySet());
        DialectLayout layout = match.dialect().layout(reference.model().architecture());
        assertThat(match.outside()).isEmpty();
        for (String name : reference.shapes().keySet()) {
            assertThat(layout.find(match.names().get(name))).as(name).isPresent();
        }
        assertThat(match.dialect()).isEqualTo(expected(reference));
    }

    /** Where the names are the same, the detector answers with the more widely known dialect. */
    private static Dialect expected(Reference reference) {
        if (reference.source().startsWith("geo") && reference.name().startsWith("identityformer")) {
            return Dialect.TIMM;
        }
        if (reference.source().equals("geometaformer") && reference.name().startsWith("randformer")) {
            return Dialect.CANONICAL;
        }
        return reference.dialect();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void is_a_bijection_on_every_catalog_model_it_can_express(Dialect dialect) {
        int expressed = 0;
        for (Model model : Catalog.standard().models()) {
            Architecture architecture =
                    dialect == Dialect.TIMM_FEATURES ? body(model.architecture()) : model.architecture();
            if (dialect.unsupportedPart(architecture).isPresent()) {
                continue;
            }
            expressed++;
            DialectLayout layout = dialect.layout(architecture);
            List<ParameterSpec> specs = ParameterLayout.of(architecture).specs();
            assertThat(layout.entries()).as(model.name()).hasSize(specs.size());
            for (ParameterSpec spec : specs) {
                DialectEntry entry = layout.findCanonical(spec.name()).orElseThrow();
                assertThat(entry.spec()).isEqualTo(spec);
                assertThat(layout.find(entry.name())).contains(entry);
                assertThat(product(entry.shape())).isEqualTo(spec.elements());
            }
        }
        assertThat(expressed).isGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "timm, geoformer_s12, geometric mixers",
        "timm, metaformer_pppa_s12_224, position embeddings",
        "timm, metaformer_ppff_s12_224, spatial FC mixers",
        "timm, randformer_s12, random mixers",
        "timm, poolformer_s12_feat, norms of a feature backbone",
        "timm-features, caformer_s18, MLP heads",
        "sail-metaformer, geoformer_s12, geometric mixers",
        "sail-metaformer, poolformer_s12, a last norm before the mean",
        "sail-poolformer, caformer_s18, separable convolutions",
        "sail-poolformer, poolformerv2_s12, residual scale",
        "geoformer, poolformer_s12_feat, norms of a feature backbone",
        "geometaformer, gaformer_s18, GAFormer's GeoBlock",
        "geometaformer, paformer_s18, PAFormer's pooling block",
        "transformers, poolformerv2_s12, residual scale",
        "transformers, caformer_s18, separable convolutions"
    })
    void refuses_a_network_it_has_no_names_for(String id, String model, String unsupportedPart) {
        Architecture architecture = Catalog.standard().get(model).architecture();
        assertThatThrownBy(() -> Dialect.ofId(id).layout(architecture))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("dialect " + id)
                .hasMessageContaining("has no names for " + unsupportedPart)
                .hasMessageContaining("can be written as canonical");
    }

    @Test
    void an_unknown_id_lists_all_dialects() {
        assertThatThrownBy(() -> Dialect.ofId("keras"))
                .hasMessage("there is no dialect 'keras'; choose one of canonical, timm, timm-features,"
                        + " sail-metaformer, sail-poolformer, geoformer, geometaformer, transformers");
    }

    @Test
    void transformers_names_follow_modeling_poolformer() {
        DialectLayout layout = Dialect.TRANSFORMERS.layout(
                Catalog.standard().get("poolformer_s12").architecture());
        assertThat(layout.entries().stream().map(DialectEntry::name))
                .startsWith(
                        "poolformer.encoder.patch_embeddings.0.projection.weight",
                        "poolformer.encoder.patch_embeddings.0.projection.bias",
                        "poolformer.encoder.patch_embeddings.1.projection.weight")
                .containsSequence(
                        "poolformer.encoder.block.2.5.layer_scale_1",
                        "poolformer.encoder.block.2.5.layer_scale_2",
                        "poolformer.encoder.block.2.5.output.conv1.weight",
                        "poolformer.encoder.block.2.5.output.conv1.bias",
                        "poolformer.encoder.block.2.5.output.conv2.weight",
                        "poolformer.encoder.block.2.5.output.conv2.bias",
                        "poolformer.encoder.block.2.5.before_norm.weight",
                        "poolformer.encoder.block.2.5.before_norm.bias",
                        "poolformer.encoder.block.2.5.after_norm.weight",
                        "poolformer.encoder.block.2.5.after_norm.bias")
                .endsWith("norm.weight", "norm.bias", "classifier.weight", "classifier.bias");
    }

    @Test
    void timm_features_drop_the_head_and_join_stage_and_number() {
        Architecture body =
                body(Catalog.standard().get("caformer_s18.sail_in1k").architecture());
        List<String> names = Dialect.TIMM_FEATURES.layout(body).entries().stream()
                .map(DialectEntry::name)
                .toList();
        assertThat(names)
                .startsWith("stem.conv.weight", "stem.conv.bias", "stem.norm.weight", "stages_0.blocks.0.norm1.weight")
                .endsWith("stages_3.blocks.2.mlp.fc2.weight", "stages_3.blocks.2.res_scale2.scale")
                .contains("stages_1.downsample.conv.weight");
        assertThat(Dialects.detect(names).dialect()).isEqualTo(Dialect.TIMM_FEATURES);
    }

    @Test
    void names_the_optional_branch_norm_as_each_geometric_code_does() {
        List<String> canonical = new ArrayList<>();
        canonical.add("stages.0.blocks.0.token_mixer.branch_norm.running_mean");
        assertThat(Dialect.GEOMETAFORMER.data().names().apply(canonical.get(0), (function, numbers) -> ""))
                .isEqualTo("stages.0.blocks.0.token_mixer.detail_norm.running_mean");
        assertThat(Dialect.GEOFORMER.data().names().apply(canonical.get(0), (function, numbers) -> ""))
                .isEqualTo(canonical.get(0));
    }

    private static Architecture body(Architecture architecture) {
        return architecture.withHead(
                new Head.FeatureMaps(Collections.nCopies(architecture.stages().size(), Normalization.NONE)));
    }

    private static long product(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }
}

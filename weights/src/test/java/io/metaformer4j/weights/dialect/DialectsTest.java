package io.metaformer4j.weights.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.dialect.ReferenceStateDicts.Reference;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialectsTest {

    private static final Reference CAFORMER = ReferenceStateDicts.get("timm", "caformer_s18");
    private static final Reference POOLFORMER = ReferenceStateDicts.get("sail-poolformer", "poolformer_s12");

    @ParameterizedTest
    @ValueSource(
            strings = {"module.", "model.", "backbone.", "module.model.", "_orig_mod.", "net.0.", "student.backbone."})
    void finds_any_prefix_by_the_stem(String prefix) {
        DialectMatch match = Dialects.detect(renamed(CAFORMER, name -> prefix + name));
        assertThat(match.prefix()).isEqualTo(prefix);
        assertThat(match.dialect()).isEqualTo(Dialect.TIMM);
        assertThat(match.names().values())
                .containsExactlyElementsOf(CAFORMER.shapes().keySet());
        assertThat(match.describe()).isEqualTo("dialect timm (has 'stem.conv.weight') after prefix '" + prefix + "'");
    }

    @Test
    void finds_the_backbone_of_a_detector_and_leaves_out_the_rest() {
        List<String> names =
                renamed(ReferenceStateDicts.get("sail-poolformer", "poolformer_s12_feat"), name -> "backbone." + name);
        names.addAll(List.of("neck.lateral_convs.0.conv.weight", "bbox_head.retina_cls.weight"));
        DialectMatch match = Dialects.detect(names);
        assertThat(match.dialect()).isEqualTo(Dialect.SAIL_POOLFORMER);
        assertThat(match.outside()).containsExactly("neck.lateral_convs.0.conv.weight", "bbox_head.retina_cls.weight");
    }

    @Test
    void two_networks_side_by_side_need_a_choice() {
        List<String> names = renamed(CAFORMER, name -> "student." + name);
        names.addAll(renamed(CAFORMER, name -> "teacher." + name));
        assertThatThrownBy(() -> Dialects.detect(names))
                .isInstanceOf(UnknownDialectException.class)
                .hasMessageContaining("several networks, under the prefixes 'student.', 'teacher.'");
        DialectMatch match = Dialects.detect(names, "teacher.");
        assertThat(match.names()).hasSize(CAFORMER.shapes().size());
        assertThat(match.outside()).hasSize(CAFORMER.shapes().size());
    }

    @Test
    void foreign_names_are_refused_with_examples() {
        assertThatThrownBy(() -> Dialects.detect(List.of("conv1.weight", "bn1.weight", "layer1.0.conv1.weight")))
                .isInstanceOf(UnknownDialectException.class)
                .hasMessageContaining(
                        "the 3 tensor names of the checkpoint belong to no known dialect (canonical, timm,")
                .hasMessageContaining("conv1.weight, bn1.weight");
    }

    @Test
    void the_bare_transformers_model_is_the_body_of_the_classifier() {
        List<String> names = new ArrayList<>();
        for (DialectEntry entry :
                Dialect.TRANSFORMERS.layout(POOLFORMER.model().architecture()).entries()) {
            if (entry.name().startsWith("poolformer.")) {
                names.add(entry.name().substring("poolformer.".length()));
            }
        }
        DialectMatch match = Dialects.detect(names);
        assertThat(match.dialect()).isEqualTo(Dialect.TRANSFORMERS);
        assertThat(match.names().values()).allMatch(name -> name.startsWith("poolformer.encoder."));
    }

    @Test
    void every_historical_form_of_timm_leads_to_its_current_names() {
        Architecture architecture = CAFORMER.model().architecture();
        DialectLayout current = Dialect.TIMM.layout(architecture);
        // the axes along which timm's checkpoint_filter_fn renames
        List<UnaryOperator<String>> stems = List.of(
                name -> name.replace("stem.", "patch_embed."),
                name -> name.replace("stem.conv", "patch_embed.proj").replace("stem.", "patch_embed."),
                name -> name.replace("stem.norm", "patch_embed.post_norm").replace("stem.", "patch_embed."),
                name -> name.replace("stem.conv", "downsample_layers.0.conv")
                        .replace("stem.norm", "downsample_layers.0.post_norm"),
                name -> name.replace("stem.conv", "downsample_layers.0.proj")
                        .replace("stem.norm", "downsample_layers.0.norm"));
        List<UnaryOperator<String>> downs = List.of(
                UnaryOperator.identity(),
                name -> name.replaceAll("stages\\.(\\d)\\.downsample\\.conv", "stages.$1.downsample.proj"),
                name -> name.replaceAll("stages\\.(\\d)\\.downsample\\.norm", "stages.$1.downsample.pre_norm"),
                name -> name.replaceAll("stages\\.(\\d)\\.downsample\\.norm", "downsample_layers.$1.pre_norm")
                        .replaceAll("stages\\.(\\d)\\.downsample\\.conv", "downsample_layers.$1.conv"),
                name -> name.replaceAll("stages\\.(\\d)\\.downsample\\.conv", "downsample_layers.$1.proj")
                        .replaceAll("stages\\.(\\d)\\.downsample\\.norm", "downsample_layers.$1.norm"));
        List<UnaryOperator<String>> blocks =
                List.of(UnaryOperator.identity(), name -> name.replaceAll("(stages\\.\\d)\\.blocks\\.", "$1."));
        List<UnaryOperator<String>> heads =
                List.of(name -> name.replaceAll("^head\\.norm", "norm"), name -> name.replaceAll("^head\\.norm", "norm")
                        .replaceAll("^head\\.fc", "head"));
        for (UnaryOperator<String> stem : stems) {
            for (UnaryOperator<String> down : downs) {
                for (UnaryOperator<String> block : blocks) {
                    for (UnaryOperator<String> head : heads) {
                        List<String> names =
                                renamed(CAFORMER, name -> head.apply(block.apply(down.apply(stem.apply(name)))));
                        assertLeadsTo(current, architecture, names);
                    }
                }
            }
        }
    }

    private static void assertLeadsTo(DialectLayout current, Architecture architecture, List<String> names) {
        DialectMatch match = Dialects.detect(names);
        DialectLayout layout =
                match.dialect() == Dialect.TIMM ? current : match.dialect().layout(architecture);
        Set<String> canonical = new HashSet<>();
        for (String name : match.names().values()) {
            canonical.add(layout.find(name)
                    .orElseThrow(() -> new AssertionError(name))
                    .spec()
                    .name());
        }
        assertThat(canonical).as(names.get(0)).isEqualTo(CAFORMER.shapes().keySet());
    }

    @Test
    void timm_before_0_9_named_poolformer_as_sail_does() {
        assertThat(Dialects.detect(POOLFORMER.shapes().keySet()).dialect()).isEqualTo(Dialect.SAIL_POOLFORMER);
    }

    @Test
    void a_checkpoint_without_stem_is_recognised_by_its_blocks() {
        for (Reference reference :
                List.of(CAFORMER, POOLFORMER, ReferenceStateDicts.get("geoformer", "geoformer_s12"))) {
            Collection<String> names = reference.shapes().keySet().stream()
                    .filter(name -> !name.startsWith("stem.") && !name.startsWith("patch_embed."))
                    .toList();
            assertThat(Dialects.detect(names).dialect()).isEqualTo(reference.dialect());
        }
    }

    @Test
    void a_chosen_dialect_is_taken_at_its_word() {
        DialectMatch match = Dialects.assume(renamed(CAFORMER, name -> "module." + name), Dialect.GEOFORMER);
        assertThat(match.dialect()).isEqualTo(Dialect.GEOFORMER);
        assertThat(match.prefix()).isEqualTo("module.");
        assertThat(match.describe()).contains("as chosen");
    }

    private static List<String> renamed(Reference reference, UnaryOperator<String> rename) {
        List<String> names = new ArrayList<>();
        reference.shapes().keySet().forEach(name -> names.add(rename.apply(name)));
        return names;
    }
}

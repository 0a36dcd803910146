package io.metaformer4j.zoo.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.zoo.ArchitectureSamples;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.GeometricOrder;
import io.metaformer4j.zoo.architecture.Initializer;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.plan.ParameterSpec.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {

    private static final Catalog CATALOG = Catalog.standard();
    private static final Map<String, Architecture> SAMPLES = ArchitectureSamples.all();

    @Test
    void convolutions_are_stored_as_such_and_functions_of_attention_blocks_as_matrices() {
        ParameterLayout layout = ParameterLayout.of(CATALOG.get("caformer_s18").architecture());
        assertThat(shape(layout, "stem.conv.weight")).containsExactly(64, 3, 7, 7);
        assertThat(shape(layout, "stages.0.blocks.0.token_mixer.pwconv1.weight"))
                .containsExactly(128, 64, 1, 1);
        assertThat(shape(layout, "stages.0.blocks.0.token_mixer.dwconv.weight")).containsExactly(128, 1, 7, 7);
        assertThat(shape(layout, "stages.0.blocks.0.mlp.fc1.weight")).containsExactly(256, 64, 1, 1);
        assertThat(shape(layout, "stages.3.blocks.0.token_mixer.qkv.weight")).containsExactly(1536, 512);
        assertThat(shape(layout, "stages.3.blocks.0.mlp.fc1.weight")).containsExactly(2048, 512);
        assertThat(shape(layout, "head.fc.fc2.weight")).containsExactly(1000, 2048);
    }

    @Test
    void tensors_of_a_module_exclude_those_of_modules_inside_it() {
        ParameterLayout layout = ParameterLayout.of(SAMPLES.get("mixer-geometric-fused"));
        String mixer = "stages.0.blocks.0.token_mixer";
        assertThat(layout.ofModule(mixer)).isEmpty();
        assertThat(names(layout.ofModule(mixer + ".detail_scale"))).containsExactly(mixer + ".detail_scale");
        assertThat(names(layout.ofModule(mixer + ".detail_fusion.normalization")))
                .containsExactly(
                        mixer + ".detail_fusion.normalization.weight",
                        mixer + ".detail_fusion.normalization.bias",
                        mixer + ".detail_fusion.normalization.running_mean",
                        mixer + ".detail_fusion.normalization.running_var",
                        mixer + ".detail_fusion.normalization.num_batches_tracked");
    }

    @Test
    void fixed_kernels_and_running_statistics_are_buffers_and_random_matrices_are_frozen() {
        ParameterLayout geometric = ParameterLayout.of(SAMPLES.get("mixer-geometric-normalized"));
        String mixer = "stages.0.blocks.0.token_mixer";
        assertThat(kind(geometric, mixer + ".zeroth_order_filter.weight")).isEqualTo(Kind.BUFFER);
        assertThat(kind(geometric, mixer + ".branch_norm.running_var")).isEqualTo(Kind.BUFFER);
        assertThat(kind(geometric, mixer + ".branch_norm.num_batches_tracked")).isEqualTo(Kind.COUNTER);
        assertThat(kind(geometric, mixer + ".branch_norm.weight")).isEqualTo(Kind.TRAINABLE);
        ParameterLayout random = ParameterLayout.of(SAMPLES.get("mixer-random"));
        assertThat(kind(random, mixer + ".random_matrix")).isEqualTo(Kind.FROZEN);
        assertThat(random.elements(Kind.FROZEN)).isEqualTo(3 * 64 * 64);
    }

    @Test
    void a_pair_of_filters_has_the_cosine_before_the_sine() {
        ParameterLayout layout = ParameterLayout.of(SAMPLES.get("mixer-geometric-angular-only"));
        String branch = "stages.0.blocks.0.token_mixer.magnitude_branches.0";
        assertThat(layout.find(branch + ".cosine_filter.weight"))
                .map(ParameterSpec::initializer)
                .contains(new Initializer.Geometric(7, new GeometricOrder(3, 2), false));
        assertThat(layout.find(branch + ".sine_filter.weight"))
                .map(ParameterSpec::initializer)
                .contains(new Initializer.Geometric(7, new GeometricOrder(3, 2), true));
        assertThat(names(layout.specs()).indexOf(branch + ".sine_filter.weight"))
                .isEqualTo(names(layout.specs()).indexOf(branch + ".cosine_filter.weight") + 1);
    }

    @Test
    void each_way_to_draw_weights_spares_the_classifier() {
        ParameterLayout fanIn = ParameterLayout.of(SAMPLES.get("drawn-FAN_IN"));
        double std = 1 / Math.sqrt(20);
        assertThat(initializer(fanIn, "stages.0.blocks.0.mlp.fc1.weight"))
                .isEqualTo(new Initializer.TruncatedNormal(std, 2 * std));
        assertThat(initializer(fanIn, "head.fc.weight")).isEqualTo(new Initializer.TruncatedNormal(0.02, 2));
        ParameterLayout poolformer = ParameterLayout.of(SAMPLES.get("drawn-POOLFORMER_V1"));
        Initializer uniform = new Initializer.Uniform(1 / Math.sqrt(3 * 7 * 7));
        assertThat(initializer(poolformer, "stem.conv.weight")).isEqualTo(uniform);
        assertThat(initializer(poolformer, "stem.conv.bias")).isEqualTo(uniform);
        assertThat(initializer(poolformer, "stages.0.blocks.0.mlp.fc1.weight"))
                .isEqualTo(new Initializer.TruncatedNormal(0.02, 2));
    }

    @Test
    void unknown_names_and_modules_are_empty() {
        ParameterLayout layout = ParameterLayout.of(SAMPLES.get("norms"));
        assertThat(layout.find("stem.conv")).isEmpty();
        assertThat(layout.ofModule("stem")).isEmpty();
    }

    private static List<Integer> shape(ParameterLayout layout, String name) {
        return layout.find(name).orElseThrow().shape();
    }

    private static Kind kind(ParameterLayout layout, String name) {
        return layout.find(name).orElseThrow().kind();
    }

    private static Initializer initializer(ParameterLayout layout, String name) {
        return layout.find(name).orElseThrow().initializer();
    }

    private static List<String> names(List<ParameterSpec> specs) {
        return specs.stream().map(ParameterSpec::name).toList();
    }
}

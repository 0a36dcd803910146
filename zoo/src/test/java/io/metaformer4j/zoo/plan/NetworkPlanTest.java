package io.metaformer4j.zoo.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.ArchitectureSamples;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkPlanTest {

    private static final Catalog CATALOG = Catalog.standard();

    static Stream<Architecture> architectures() {
        return Stream.concat(
                CATALOG.models().stream().map(Model::architecture).distinct(),
                ArchitectureSamples.all().values().stream());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void no_two_operations_have_the_same_path(Architecture architecture) {
        assertThat(NetworkPlan.of(architecture).operations())
                .extracting(Operation::path)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void every_tensor_belongs_to_an_operation_in_the_order_of_the_plan(Architecture architecture) {
        List<Operation> operations = NetworkPlan.of(architecture).operations();
        int current = 0;
        for (ParameterSpec spec : ParameterLayout.of(architecture).specs()) {
            while (current < operations.size() && !owns(operations.get(current), spec)) {
                current++;
            }
            assertThat(current).as(spec.name()).isLessThan(operations.size());
        }
    }

    private static boolean owns(Operation operation, ParameterSpec spec) {
        Optional<Operation.Activate> inner =
                operation instanceof Operation.Pointwise pointwise ? pointwise.activation() : Optional.empty();
        return spec.name().equals(operation.path())
                || spec.name().startsWith(operation.path() + ".")
                || inner.filter(activation -> owns(activation, spec)).isPresent();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void the_parts_hold_the_operations_of_the_whole(Architecture architecture) {
        NetworkPlan plan = NetworkPlan.of(architecture);
        assertThat(plan.stem().operations())
                .allMatch(operation -> operation.path().startsWith(plan.stem().path() + "."));
        assertThat(plan.head().operations())
                .allMatch(operation -> operation.path().startsWith(plan.head().path() + "."));
        for (StagePlan stage : plan.stages()) {
            assertThat(stage.operations())
                    .allMatch(operation -> operation.path().startsWith(stage.path() + "."));
            for (BlockPlan block : stage.blocks()) {
                assertThat(block.operations())
                        .allMatch(operation -> operation.path().startsWith(block.path() + "."));
            }
        }
        assertThat(plan.stages()).hasSameSizeAs(architecture.stages());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void both_branches_give_back_as_many_channels_as_the_stage_has(Architecture architecture) {
        NetworkPlan plan = NetworkPlan.of(architecture);
        for (int i = 0; i < plan.stages().size(); i++) {
            int dim = architecture.stages().get(i).dim();
            assertThat(plan.stages().get(i).blocks())
                    .allMatch(block -> last(block.mixing().function()).channels() == dim)
                    .allMatch(block -> last(block.channels().function()).channels() == dim);
        }
    }

    private static Operation last(List<Operation> operations) {
        return operations.get(operations.size() - 1);
    }

    @Test
    void a_caformer_is_spelled_as_in_timm() {
        NetworkPlan plan = plan("caformer_s18");
        assertThat(paths(plan.stem().operations())).containsExactly("stem.conv", "stem.norm");
        assertThat(paths(plan.stages().get(1).entry()))
                .containsExactly("stages.1.downsample.norm", "stages.1.downsample.conv");
        assertThat(paths(plan.stages().get(0).blocks().get(2).operations()))
                .containsExactly(
                        "stages.0.blocks.2.norm1",
                        "stages.0.blocks.2.token_mixer.pwconv1",
                        "stages.0.blocks.2.token_mixer.dwconv",
                        "stages.0.blocks.2.token_mixer.pwconv2",
                        "stages.0.blocks.2.norm2",
                        "stages.0.blocks.2.mlp.fc1",
                        "stages.0.blocks.2.mlp.fc2");
        assertThat(paths(plan.stages().get(3).blocks().get(0).mixing().operations()))
                .containsExactly(
                        "stages.3.blocks.0.norm1", "stages.3.blocks.0.token_mixer", "stages.3.blocks.0.res_scale1");
        assertThat(paths(plan.head().operations()))
                .containsExactly(
                        "head.global_pool", "head.norm", "head.fc.fc1", "head.fc.act", "head.fc.norm", "head.fc.fc2");
        assertThat(plan.head().classifier()).map(Operation::path).contains("head.fc.fc2");
    }

    @Test
    void a_linear_function_brings_the_activation_of_its_result_along() {
        BlockPlan block = plan("caformer_s18").stages().get(0).blocks().get(2);
        assertThat(block.channels().function())
                .first()
                .extracting(operation -> ((Operation.Pointwise) operation).activation())
                .isEqualTo(Optional.of(new Operation.Activate("stages.0.blocks.2.mlp.act", 256, Activation.STAR_RELU)));
        assertThat(block.channels().function())
                .last()
                .extracting(operation -> ((Operation.Pointwise) operation).activation())
                .isEqualTo(Optional.empty());
    }

    @Test
    void a_poolformer_normalises_before_it_pools() {
        NetworkPlan plan = plan("poolformer_s12");
        assertThat(plan.stem().norm()).isEmpty();
        assertThat(paths(plan.head().operations())).containsExactly("head.norm", "head.global_pool", "head.fc");
        assertThat(paths(plan.stages().get(0).blocks().get(0).mixing().operations()))
                .containsExactly(
                        "stages.0.blocks.0.norm1", "stages.0.blocks.0.token_mixer", "stages.0.blocks.0.layer_scale1");
    }

    @Test
    void a_feature_backbone_has_a_norm_for_each_stage_and_no_classifier() {
        HeadPlan head = plan("poolformer_s12_feat").head();
        assertThat(paths(head.operations()))
                .containsExactly("feature_norms.0", "feature_norms.1", "feature_norms.2", "feature_norms.3");
        assertThat(head.classifier()).isEmpty();
    }

    @Test
    void hidden_widths_are_rounded_down() {
        Map<String, Architecture> samples = ArchitectureSamples.all();
        assertThat(widths(samples.get("mixer-separable"))).containsExactly(34, 34, 20); // int(1.7 * 20)
        assertThat(widths(samples.get("mixer-geo-block"))).containsExactly(26, 26, 20); // int(1.3 * 20)
        assertThat(widths(samples.get("mixer-pool-block"))).containsExactly(52, 52, 20); // int(2.6 * 20)
        BranchPlan mlp = NetworkPlan.of(samples.get("norms"))
                .stages()
                .get(1)
                .blocks()
                .get(0)
                .channels();
        assertThat(mlp.function()).extracting(Operation::channels).containsExactly(55, 24); // int(2.3 * 24)
        assertThat(NetworkPlan.of(samples.get("head-mlp-star")).head().operations())
                .extracting(Operation::channels)
                .containsExactly(20, 20, 38, 38, 38, 9); // int(1.9 * 20)
    }

    @Test
    void a_ratio_that_leaves_no_possible_hidden_width_is_refused() {
        for (double ratio : new double[] {0.049, 1e9, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> HiddenWidth.of(ratio, 20))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("ratio " + ratio + " to 20 channels");
        }
        assertThat(HiddenWidth.of(0.05, 20)).isEqualTo(1);
        assertThat(HiddenWidth.of(Integer.MAX_VALUE, 1)).isEqualTo(Integer.MAX_VALUE);
    }

    private static List<Integer> widths(Architecture architecture) {
        BlockPlan block = NetworkPlan.of(architecture).stages().get(0).blocks().get(0);
        return block.mixing().function().stream().map(Operation::channels).toList();
    }

    @Test
    void the_widest_map_of_a_published_block_is_that_of_its_mlp() {
        for (Model model : CATALOG.models()) {
            for (StagePlan stage : NetworkPlan.of(model.architecture()).stages()) {
                assertThat(stage.blocks())
                        .as(model.name())
                        .allMatch(block -> block.widest()
                                == block.channels().function().get(0).channels());
            }
        }
    }

    @Test
    void stochastic_depth_grows_on_a_line_over_all_stages() {
        Architecture architecture = CATALOG.get("poolformer_s12").architecture().withRegularization(0.22, 0.3);
        NetworkPlan plan = NetworkPlan.of(architecture);
        List<BlockPlan> blocks =
                plan.stages().stream().flatMap(stage -> stage.blocks().stream()).toList();
        assertThat(blocks).hasSize(12);
        for (int i = 0; i < blocks.size(); i++) {
            assertThat(blocks.get(i).mixing().dropRate()).isEqualTo(0.22 * i / 11);
            assertThat(blocks.get(i).channels().dropRate()).isEqualTo(0.22 * i / 11);
        }
    }

    @Test
    void a_single_block_is_never_skipped() {
        BlockPlan block = NetworkPlan.of(ArchitectureSamples.all().get("single-block"))
                .stages()
                .get(0)
                .blocks()
                .get(0);
        assertThat(block.mixing().dropRate()).isZero();
        assertThat(block.channels().dropRate()).isZero();
    }

    private static NetworkPlan plan(String model) {
        return NetworkPlan.of(CATALOG.get(model).architecture());
    }

    private static List<String> paths(List<Operation> operations) {
        return operations.stream().map(Operation::path).toList();
    }
}

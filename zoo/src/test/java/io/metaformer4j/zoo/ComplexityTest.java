package io.metaformer4j.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.architecture.TokenMixer.Geometric;
import io.metaformer4j.zoo.architecture.TokenMixer.Geometric.Details;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.cost.Complexity;
import io.metaformer4j.zoo.cost.Complexity.Section;
import io.metaformer4j.zoo.cost.CountedImplementation;
import io.metaformer4j.zoo.cost.LayerCost;
import io.metaformer4j.zoo.cost.LayerCost.Kind;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComplexityTest {

    private static final Catalog CATALOG = Catalog.standard();
    private static final long GIGA = 1_000_000_000;
    private static final long MEGA = 1_000_000;

    static Stream<ReferenceCounts> references() {
        return ReferenceCounts.all().stream();
    }

    static Stream<ReferenceCounts> timmLikeReferences() {
        return references().filter(reference -> !reference.source().startsWith("sail"));
    }

    static Stream<ReferenceCounts.TableRow> tableRows() {
        return ReferenceCounts.table().stream();
    }

    static Stream<Model> models() {
        return CATALOG.models().stream();
    }

    static Stream<Model> modelsWithPublishedCounts() {
        return models().filter(model -> model.card().published().macs().isPresent());
    }

    @ParameterizedTest
    @MethodSource("references")
    void counts_the_parameters_and_multiply_adds_of_the_reference(ReferenceCounts reference) {
        Complexity complexity = complexity(reference);
        assertThat(complexity.trainable()).isEqualTo(reference.params());
        assertThat(complexity.frozen()).isEqualTo(reference.frozen());
        assertThat(complexity.buffers()).isEqualTo(reference.buffers());
        assertThat(complexity.macs()).isEqualTo(reference.macs());
    }

    @ParameterizedTest
    @MethodSource("references")
    void counts_token_products_as_torch_counts_bmm(ReferenceCounts reference) {
        Complexity complexity = complexity(reference);
        assertThat(macs(complexity, layer -> isTokenProduct(layer.kind()))).isEqualTo(reference.bmm());
        assertThat(macs(complexity, layer -> !isTokenProduct(layer.kind())))
                .isEqualTo(reference.convolution() + reference.mm() + reference.addmm());
    }

    @ParameterizedTest
    @MethodSource("timmLikeReferences")
    void tells_convolutions_from_matrices_as_timm_runs_them(ReferenceCounts reference) {
        ParameterLayout layout =
                ParameterLayout.of(CATALOG.get(reference.catalogName()).architecture());
        Predicate<LayerCost> linear = layer -> layer.kind() == Kind.LINEAR;
        Predicate<LayerCost> biased =
                layer -> layout.find(layer.module() + ".bias").isPresent();
        Complexity complexity = complexity(reference);
        assertThat(macs(complexity, layer -> layer.kind() == Kind.CONVOLUTION)).isEqualTo(reference.convolution());
        assertThat(macs(complexity, linear.and(biased))).isEqualTo(reference.addmm());
        assertThat(macs(complexity, linear.and(biased.negate()))).isEqualTo(reference.mm());
    }

    @ParameterizedTest
    @MethodSource("references")
    void counts_what_fvcore_counts_on_the_released_code(ReferenceCounts reference) {
        assertThat(complexity(reference).fvcore(code(reference.source()))).isEqualTo(reference.fvcore());
    }

    @ParameterizedTest
    @MethodSource("tableRows")
    void reproduces_the_table_of_reference_counts_to_the_printed_digit(ReferenceCounts.TableRow row) {
        Architecture architecture = CATALOG.get(row.catalogName()).architecture();
        Architecture asCounted = row.classes() == 0 ? architecture : architecture.withClasses(row.classes());
        Complexity complexity = Complexity.of(asCounted, row.side(), row.side());
        assertThat(complexity.trainable()).isEqualTo(row.trainable());
        assertThat(complexity.frozen()).isEqualTo(row.frozen());
        assertThat(complexity.buffers()).isEqualTo(row.buffers());
        assertThat(rounded(complexity.macs(), GIGA, 3)).isEqualTo(row.macs());
        assertThat(rounded(complexity.fvcore(code(row.source())), GIGA, 3)).isEqualTo(row.fvcore());
    }

    @ParameterizedTest
    @MethodSource("modelsWithPublishedCounts")
    void reproduces_published_macs_to_the_printed_digit(Model model) {
        String printed = model.card().published().macs().orElseThrow();
        assertThat(rounded(complexity(model).publishedMacs(), GIGA, decimals(printed)) + "G")
                .isEqualTo(printed);
    }

    @ParameterizedTest
    @MethodSource("modelsWithPublishedCounts")
    void reproduces_published_parameters_to_the_printed_digit(Model model) {
        Complexity complexity = complexity(model);
        String printed = model.card().published().params().orElseThrow();
        String counted = complexity.frozen() == 0
                ? rounded(complexity.trainable(), MEGA, decimals(printed)) + "M"
                : rounded(complexity.trainable(), MEGA, 1) + " + " + rounded(complexity.frozen(), MEGA, 1) + "M";
        assertThat(counted).isEqualTo(printed);
    }

    @Test
    void only_the_published_rule_fits_both_papers() {
        Complexity poolformer = complexity(CATALOG.get("poolformer_m48"));
        assertThat(rounded(poolformer.macs(), GIGA, 1)).isEqualTo("11.5");
        assertThat(rounded(poolformer.publishedMacs(), GIGA, 1)).isEqualTo("11.6");
        Complexity convformer = complexity(CATALOG.get("convformer_m36"));
        assertThat(convformer.publishedMacs()).isEqualTo(convformer.macs());
        assertThat(rounded(convformer.publishedMacs(), GIGA, 1)).isEqualTo("12.8");
        assertThat(rounded(convformer.fvcore(CountedImplementation.SAIL_METAFORMER), GIGA, 1))
                .isEqualTo("12.9");
    }

    @ParameterizedTest
    @MethodSource("models")
    void sections_add_up_to_the_whole(Model model) {
        Complexity complexity = complexity(model);
        ParameterLayout layout = ParameterLayout.of(model.architecture());
        List<Section> sections = complexity.sections();
        assertThat(sections.stream().mapToLong(Section::macs).sum()).isEqualTo(complexity.macs());
        assertThat(sections.stream().mapToLong(Section::trainable).sum())
                .isEqualTo(layout.elements(ParameterSpec.Kind.TRAINABLE));
        assertThat(sections.stream().mapToLong(Section::frozen).sum())
                .isEqualTo(layout.elements(ParameterSpec.Kind.FROZEN));
        assertThat(sections.stream().mapToLong(Section::buffers).sum())
                .isEqualTo(layout.elements(ParameterSpec.Kind.BUFFER) + layout.elements(ParameterSpec.Kind.COUNTER));
        assertThat(sections)
                .extracting(Section::name)
                .startsWith("stem", "stages.0", "stages.1", "stages.2", "stages.3")
                .hasSize(6);
    }

    @ParameterizedTest
    @MethodSource("models")
    void every_module_is_one_layer(Model model) {
        assertThat(complexity(model).layers()).extracting(LayerCost::module).doesNotHaveDuplicates();
    }

    @Test
    void gives_each_section_the_size_of_its_map() {
        assertThat(complexity(CATALOG.get("caformer_s18_384")).sections())
                .extracting(section -> section.name() + " " + section.output())
                .containsExactly(
                        "stem 64x96x96",
                        "stages.0 64x96x96",
                        "stages.1 128x48x48",
                        "stages.2 320x24x24",
                        "stages.3 512x12x12",
                        "head 1000x1x1");
    }

    @Test
    void counts_pictures_that_are_not_square() {
        Architecture architecture = CATALOG.get("poolformer_s12_feat").architecture();
        assertThat(Complexity.of(architecture, 256, 320).macs())
                .isEqualTo(Complexity.of(architecture, 320, 256).macs());
        assertThat(Complexity.of(architecture, 256, 320).sections().get(4).output())
                .isEqualTo(new MapShape(512, 8, 10));
    }

    @Test
    void refuses_sizes_that_no_number_of_positions_can_hold() {
        Architecture architecture = CATALOG.get("poolformer_s12").architecture();
        assertThat(Complexity.of(architecture, 100_000, 100_000).macs()).isPositive();
        assertThatThrownBy(() -> Complexity.of(architecture, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("positions")
                .hasMessageContaining("smaller picture");
    }

    @Test
    void refuses_sizes_that_the_network_cannot_take() {
        Architecture architecture = CATALOG.get("metaformer_ppaa_s12_224").architecture();
        assertThatThrownBy(() -> Complexity.of(architecture, 256, 256))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("16x16")
                .hasMessageContaining("14x14");
    }

    @Test
    void counts_normalized_details_of_own_geometric_mixers() {
        TokenMixer plain = Geometric.ofKernel(5);
        TokenMixer normalized = new Geometric(5, Geometric.ofKernel(5).orders(), true, Details.NORMALIZED);
        Complexity without = Complexity.of(TinyArchitectures.around(plain), 32, 32);
        Complexity with = Complexity.of(TinyArchitectures.around(normalized), 32, 32);
        assertThat(with.trainable() - without.trainable()).isEqualTo(2 * 16);
        assertThat(with.buffers() - without.buffers()).isEqualTo(2 * 16 + 1);
        assertThat(with.macs()).isEqualTo(without.macs());
        assertThat(with.layers()).anyMatch(layer -> layer.kind() == Kind.BATCH_NORM && layer.trainable() == 2 * 16);
    }

    private static Complexity complexity(ReferenceCounts reference) {
        return Complexity.of(
                CATALOG.get(reference.catalogName()).architecture(), reference.height(), reference.width());
    }

    private static Complexity complexity(Model model) {
        Preprocessing input = model.card().preprocessing();
        return Complexity.of(model.architecture(), input.height(), input.width());
    }

    private static CountedImplementation code(String source) {
        return switch (source) {
            case "sail-metaformer" -> CountedImplementation.SAIL_METAFORMER;
            case "sail-poolformer" -> CountedImplementation.SAIL_POOLFORMER;
            default -> CountedImplementation.TIMM;
        };
    }

    private static boolean isTokenProduct(Kind kind) {
        return kind == Kind.ATTENTION || kind == Kind.RANDOM_MIXING;
    }

    private static long macs(Complexity complexity, Predicate<LayerCost> which) {
        return complexity.layers().stream()
                .filter(which)
                .mapToLong(LayerCost::macs)
                .sum();
    }

    private static String rounded(long count, long unit, int decimals) {
        return BigDecimal.valueOf(count)
                .divide(BigDecimal.valueOf(unit), decimals, RoundingMode.HALF_UP)
                .toPlainString();
    }

    private static int decimals(String printed) {
        return printed.contains(".") ? 1 : 0;
    }
}

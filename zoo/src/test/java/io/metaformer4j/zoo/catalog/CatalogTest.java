package io.metaformer4j.zoo.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.ReferenceCounts;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {

    private static final Catalog CATALOG = Catalog.standard();

    static Stream<ReferenceCounts> references() {
        return ReferenceCounts.all().stream();
    }

    static Stream<ReferenceCounts.TimmTag> timmTags() {
        return ReferenceCounts.timmTags().stream();
    }

    static Stream<Model> models() {
        return CATALOG.models().stream();
    }

    @Test
    void lists_every_published_name_of_each_origin() {
        Map<String, Set<String>> byOrigin = models().collect(Collectors.groupingBy(
                model -> model.card().origin().orElseThrow(), Collectors.mapping(Model::name, Collectors.toSet())));
        assertThat(byOrigin).isEqualTo(ReferenceCounts.namesByOrigin());
    }

    @ParameterizedTest
    @CsvSource({
        "poolformer_???, poolformer_[a-z][0-9]{2}",
        "poolformer_*_feat, poolformer_[a-z][0-9]{2}_feat",
        "poolformer_*_feat_last3, poolformer_[a-z][0-9]{2}_feat_last3",
        "poolformer_*.sail_in1k, poolformer_[a-z][0-9]{2}[.]sail_in1k",
        "metaformer_*, metaformer_[a-z].+",
        "identityformer_???, identityformer_[a-z][0-9]{2}",
        "randformer_???, randformer_[a-z][0-9]{2}",
        "poolformerv2_???, poolformerv2_[a-z][0-9]{2}",
        "convformer_*_in21k, convformer_[a-z][0-9]{2}_in21k",
        "caformer_*_in21k, caformer_[a-z][0-9]{2}_in21k",
        "caformer_*ft1k, caformer_[a-z][0-9]{2}(_384)?_in21ft1k",
        "caformer_*.*, caformer_[a-z][0-9]{2}[.]sail_[a-z0-9_]+",
        "convformer_*, convformer_[a-z0-9_]+([.]sail_[a-z0-9_]+)?",
        "geoformer_*, geoformer_[a-z].+",
        "gaformer_*, gaformer_[a-z].+",
        "paformer_*, paformer_[a-z].+",
        "*.geoformer, (identity|rand)former_[a-z][0-9]{2}[.]geoformer",
        "geometaformer_*_k5, geometaformer_[a-z][0-9]{2}_k5",
        "geometaformer_*_abl, geometaformer_[a-z][0-9]{2}_k[a-z0-9_]+_abl",
        "*, .+"
    })
    void finds_models_by_pattern(String glob, String expression) {
        List<String> published = ReferenceCounts.namesByOrigin().values().stream()
                .flatMap(Set::stream)
                .filter(name -> name.matches(expression))
                .toList();
        assertThat(CATALOG.find(glob))
                .isNotEmpty()
                .extracting(Model::name)
                .containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void orders_found_names_naturally() {
        Model model = CATALOG.get("poolformer_s12");
        Catalog catalog = Catalog.of(Stream.of("net_s100", "net_s12", "net_b2", "net_s12_384", "net_s9")
                .map(name -> new Model(name, model.architecture(), model.card()))
                .toList());
        assertThat(catalog.find("net_*"))
                .extracting(Model::name)
                .containsExactly("net_b2", "net_s9", "net_s12", "net_s12_384", "net_s100");
    }

    @Test
    void matches_dots_in_patterns_literally() {
        assertThat(CATALOG.find("caformer_s18.*")).hasSize(5).allMatch(model -> model.name()
                .startsWith("caformer_s18.sail"));
        assertThat(CATALOG.find("no_such_*")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("references")
    void every_fixture_has_its_network_with_the_reference_parameter_counts(ReferenceCounts reference) {
        Architecture architecture = CATALOG.get(reference.catalogName()).architecture();
        ParameterLayout layout = ParameterLayout.of(architecture);
        assertThat(architecture.classes()).isEqualTo(reference.classes());
        assertThat(layout.elements(Kind.TRAINABLE)).isEqualTo(reference.params());
        assertThat(layout.elements(Kind.FROZEN)).isEqualTo(reference.frozen());
        assertThat(layout.elements(Kind.BUFFER) + layout.elements(Kind.COUNTER)).isEqualTo(reference.buffers());
    }

    @ParameterizedTest
    @MethodSource("references")
    void every_fixture_is_preprocessed_as_the_reference_does(ReferenceCounts reference) {
        assertThat(CATALOG.get(reference.catalogName()).card().preprocessing())
                .isEqualTo(Preprocessing.imageNet(reference.inputSide(), reference.cropRatio()));
    }

    @ParameterizedTest
    @MethodSource("timmTags")
    void every_timm_tag_is_there_as_timm_registers_it(ReferenceCounts.TimmTag tag) {
        Model model = CATALOG.get(tag.name());
        assertThat(model.architecture().classes()).isEqualTo(tag.classes());
        assertThat(model.card().preprocessing())
                .isEqualTo(Preprocessing.imageNet(tag.side(), tag.cropRatio())
                        .withInterpolation(Interpolation.parse(tag.interpolation())));
        assertThat(model.card().weights()).contains(PublishedWeights.at("hf:" + tag.hubId()));
    }

    @Test
    void top1_measured_by_timm_is_within_a_tenth_of_what_the_authors_print() {
        for (ReferenceCounts.TimmTag tag : ReferenceCounts.timmTags()) {
            Model timm = CATALOG.get(tag.name());
            Model authors = CATALOG.get(authorsName(tag.name()));
            if (timm.card().published().top1().isEmpty()) {
                assertThat(authors.card().published().top1()).as(tag.name()).isEmpty();
                continue;
            }
            assertThat(timm.card().published().top1().getAsDouble())
                    .as(tag.name())
                    .isCloseTo(authors.card().published().top1().orElseThrow(), within(0.1));
        }
    }

    private static String authorsName(String tagged) {
        return tagged.replace(".sail_in22k_ft_in1k_384", "_384_in21ft1k")
                .replace(".sail_in22k_ft_in1k", "_in21ft1k")
                .replace(".sail_in22k", "_in21k")
                .replace(".sail_in1k", "");
    }

    @ParameterizedTest
    @MethodSource("models")
    void every_model_says_where_it_comes_from(Model model) {
        ModelCard card = model.card();
        assertThat(card.dialect()).isPresent();
        assertThat(card.licence()).isPresent();
        assertThat(card.paper()).isPresent();
        assertThat(card.weights().isPresent())
                .isNotEqualTo(card.origin().orElseThrow().equals("ShurenQi/GeoFormer"));
        int classes = model.architecture().classes();
        assertThat(card.labels().orElse(""))
                .isEqualTo(classes == 1000 ? "imagenet-1k" : classes == 21841 ? "imagenet-21k" : "");
    }

    @Test
    void the_same_letters_name_different_sizes_in_different_families() {
        assertThat(dims("poolformer_m36")).containsExactly(96, 192, 384, 768);
        assertThat(dims("caformer_m36")).containsExactly(96, 192, 384, 576);
        assertThat(depths("poolformerv2_s36")).containsExactly(6, 6, 18, 6);
        assertThat(depths("convformer_s36")).containsExactly(3, 12, 18, 3);
    }

    @Test
    void bare_and_tagged_names_are_two_networks_where_the_authors_and_timm_differ() {
        assertThat(head("poolformer_s12", Head.Linear.class).order()).isEqualTo(Head.PoolingOrder.NORM_THEN_POOL);
        assertThat(head("poolformer_s12.sail_in1k", Head.Linear.class).order())
                .isEqualTo(Head.PoolingOrder.POOL_THEN_NORM);
        assertThat(head("caformer_s18", Head.Mlp.class).hiddenEpsilon()).isEqualTo(1e-5);
        assertThat(head("caformer_s18.sail_in1k", Head.Mlp.class).hiddenEpsilon())
                .isEqualTo(1e-6);
        assertThat(CATALOG.get("poolformerv2_s12").architecture())
                .isEqualTo(CATALOG.get("poolformerv2_s12.sail_in1k").architecture());
        assertThat(CATALOG.get("identityformer_s12").architecture())
                .isNotEqualTo(CATALOG.get("identityformer_s12.geoformer").architecture());
    }

    @Test
    void names_that_share_a_network_have_equal_architectures() {
        assertSameNetwork("convformer_s18", "convformer_s18_384", "convformer_s18_in21ft1k");
        assertSameNetwork("geoformer_m36", "geometaformer_m36_k5", "geometaformer_m36_k5_abl");
        assertSameNetwork("geoformer_s12_multiscale", "geometaformer_s12_k57_abl");
        assertSameNetwork("geoformer_m48_higher_order", "geometaformer_m48_k7_ho_abl");
        assertThat(CATALOG.get("caformer_s18_in21k").architecture().withClasses(1000))
                .isEqualTo(CATALOG.get("caformer_s18").architecture());
    }

    @ParameterizedTest
    @CsvSource({
        "caformer_s81, caformer_s18",
        "caformer-s18, caformer_s18",
        "Poolformer_S12, poolformer_s12",
        "poolfromer_s24, poolformer_s24",
        "randformer_m36.geofromer, randformer_m36.geoformer"
    })
    void suggests_the_nearest_name_first(String typo, String meant) {
        assertThatThrownBy(() -> CATALOG.get(typo)).isInstanceOfSatisfying(UnknownModelException.class, e -> {
            assertThat(e.name()).isEqualTo(typo);
            assertThat(e.suggestions()).hasSize(3).startsWith(meant);
            assertThat(e)
                    .hasMessageContaining("model '" + typo + "' is unknown")
                    .hasMessageContaining("did you mean " + meant);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "caformer_m364_in21k, caformer_m36_in21k",
        "convformer_b36_384_in21kft1k, convformer_b36_384_in21ft1k",
        "timm/caformer_s18.sail_in1k, caformer_s18.sail_in1k",
        "hf:timm/caformer_s18.sail_in1k, caformer_s18.sail_in1k",
        "hf-hub:timm/poolformer_m48.sail_in1k, poolformer_m48.sail_in1k",
        "timm/caformer_s18, caformer_s18.sail_in1k",
        "sail/poolformer_s12, poolformer_s12",
        "geoformer_s12.in1k, geoformer_s12",
        "randformer_s12.in1k, randformer_s12.geoformer",
        "identityformer_m48.geometaformer, identityformer_m48.geoformer"
    })
    void explains_the_spellings_of_other_tools(String spelling, String name) {
        assertThatThrownBy(() -> CATALOG.get(spelling))
                .isInstanceOf(UnknownModelException.class)
                .hasMessage("model '" + spelling + "' is called " + name + " here; use that name");
    }

    @Test
    void a_catalog_with_own_models_leaves_the_standard_one_alone() {
        Model own = new Model(
                "my_net",
                CATALOG.get("poolformer_s12").architecture().withClasses(10),
                ModelCard.of(Preprocessing.imageNet(160, 1.0)));
        Catalog larger = CATALOG.with(own);
        assertThat(larger.get("my_net")).isSameAs(own);
        assertThat(larger.names()).hasSize(CATALOG.names().size() + 1).contains("my_net");
        assertThat(CATALOG.lookup("my_net")).isEmpty();
    }

    @Test
    void refuses_a_name_that_is_taken() {
        Model taken = CATALOG.get("poolformer_s12");
        assertThatThrownBy(() -> CATALOG.with(taken))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("'poolformer_s12' is taken");
    }

    @Test
    void refuses_names_that_look_like_paths() {
        Model model = CATALOG.get("poolformer_s12");
        for (String name : List.of("", "a b", "timm/x", "hf:x", ".hidden")) {
            assertThatThrownBy(() -> new Model(name, model.architecture(), model.card()))
                    .as(name)
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("model name '" + name + "'");
        }
    }

    @Test
    void refuses_a_model_that_cannot_take_its_own_input_size() {
        Architecture fixed = CATALOG.get("randformer_s12").architecture();
        ModelCard card = ModelCard.of(Preprocessing.imageNet(256, 1.0));
        assertThatThrownBy(() -> new Model("big_rand", fixed, card))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("big_rand")
                .hasMessageContaining("256 tokens")
                .hasMessageContaining("196");
    }

    private static List<Integer> dims(String name) {
        return CATALOG.get(name).architecture().stages().stream()
                .map(Stage::dim)
                .toList();
    }

    private static List<Integer> depths(String name) {
        return CATALOG.get(name).architecture().stages().stream()
                .map(Stage::depth)
                .toList();
    }

    private static <T extends Head> T head(String name, Class<T> type) {
        return type.cast(CATALOG.get(name).architecture().head());
    }

    private static void assertSameNetwork(String first, String... others) {
        for (String other : others) {
            assertThat(CATALOG.get(other).architecture())
                    .isEqualTo(CATALOG.get(first).architecture());
        }
    }
}

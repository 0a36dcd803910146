package io.metaformer4j.weights.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.dialect.DialectMatch;
import io.metaformer4j.weights.dialect.Dialects;
import io.metaformer4j.weights.dialect.ReferenceStateDicts;
import io.metaformer4j.weights.dialect.ReferenceStateDicts.Reference;
import io.metaformer4j.weights.load.Networks;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.plan.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelMatcherTest {

    private final ModelMatcher matcher = new ModelMatcher(Networks.CATALOG);

    /** The smallest of every family; each takes a walk through the whole catalog. */
    private static List<Reference> references() {
        return ReferenceStateDicts.all().stream()
                .filter(reference ->
                        reference.name().matches(".*_(s12|s18)(_(multi|higher|k57_ho|ppaa|in21k|feat).*)?"))
                .toList();
    }

    @Test
    void finds_the_reference_models_by_names_and_shapes() {
        for (Reference reference : references()) {
            ModelMatch match = match(reference.shapes());
            assertThat(models(match)).as(reference.toString()).contains(reference.model());
            assertThat(match.best().architecture().classes())
                    .isEqualTo(reference.model().architecture().classes());
            // mixers without weights cannot be told apart, but every candidate has the same tensors
            assertThat(layout(match.best().model())).as(reference.toString()).isEqualTo(layout(reference.model()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sail-metaformer, caformer_s18, caformer_s18",
        "timm, caformer_s18, caformer_s18.sail_in1k",
        "sail-metaformer, caformer_s18_in21k, caformer_s18_in21k",
        "sail-poolformer, poolformer_s12, poolformer_s12",
        "timm, poolformer_s12, poolformer_s12.sail_in1k",
        "sail-poolformer, poolformer_s12_feat, poolformer_s12_feat",
        "sail-poolformer, poolformer_s12_feat_last3, poolformer_s12_feat_last3",
        "geoformer, randformer_s12, randformer_s12.geoformer",
        "geometaformer, geometaformer_s12_k57_ho_abl, geometaformer_s12_k57_ho_abl"
    })
    void the_model_of_the_checkpoints_own_dialect_comes_first(String source, String name, String best) {
        assertThat(match(ReferenceStateDicts.get(source, name).shapes())
                        .best()
                        .model()
                        .name())
                .isEqualTo(best);
    }

    @Test
    void the_candidates_are_all_those_with_the_same_tensors() {
        assertThat(match(ReferenceStateDicts.get("timm", "caformer_s18").shapes())
                        .names())
                .isEqualTo("caformer_s18.sail_in1k, caformer_s18.sail_in1k_384, caformer_s18.sail_in22k_ft_in1k,"
                        + " caformer_s18.sail_in22k_ft_in1k_384, caformer_s18, caformer_s18_384,"
                        + " caformer_s18_in21ft1k, caformer_s18_384_in21ft1k, caformer_s18.sail_in22k,"
                        + " caformer_s18_in21k");
    }

    @Test
    void takes_the_number_of_classes_from_the_checkpoint() {
        Map<String, WeightTensor> tensors =
                Networks.stateDict(Networks.architecture("poolformer_s12").withClasses(37), Dialect.TRANSFORMERS);
        ModelMatch match = matcher.match(tensors).orElseThrow();
        assertThat(match.best().model().name()).isEqualTo("poolformer_s12");
        assertThat(match.best().architecture().classes()).isEqualTo(37);
    }

    @Test
    void finds_the_model_of_a_body_without_head() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        ReferenceStateDicts.get("timm", "convformer_s18").shapes().forEach((name, shape) -> {
            if (!name.startsWith("head.")) {
                shapes.put(name.replace("stages.", "stages_"), shape);
            }
        });
        ModelMatch match = match(shapes);
        assertThat(match.dialect().dialect()).isEqualTo(Dialect.TIMM_FEATURES);
        assertThat(models(match)).contains(Networks.model("convformer_s18"));
        assertThat(match.best().architecture().classes()).isZero();
    }

    @Test
    void answers_empty_for_a_network_of_ones_own() {
        assertThat(matcher.match(Networks.stateDict(
                        TinyArchitectures.reduced(Networks.architecture("caformer_s18")), Dialect.TIMM)))
                .isEmpty();
    }

    private static List<Model> models(ModelMatch match) {
        return match.candidates().stream().map(ModelMatch.Candidate::model).toList();
    }

    private static List<String> layout(Model model) {
        return ParameterLayout.of(model.architecture()).specs().stream()
                .filter(spec -> !spec.name().startsWith("head.fc."))
                .map(spec -> spec.name() + spec.shape())
                .toList();
    }

    private ModelMatch match(Map<String, List<Integer>> stored) {
        DialectMatch dialect = Dialects.detect(stored.keySet());
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        stored.forEach((name, shape) -> shapes.put(dialect.names().get(name), shape));
        return matcher.matchShapes(shapes, dialect).orElseThrow();
    }
}

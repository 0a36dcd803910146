package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.empty;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterGroupTest {

    @ParameterizedTest
    @ValueSource(strings = {"poolformer_s12", "caformer_s18", "convformer_s18", "poolformerv2_s12"})
    void the_same_parameters_decay_as_in_timm(String name) {
        JsonNode fixture = Fixtures.json("optimizer/param_groups.json").get(name);
        try (TensorScope scope = TensorScope.open()) {
            List<ParameterGroup> groups = ParameterGroup.byWeightDecay(parameters(name + ".sail_in1k"), 0.05);
            assertThat(groups).hasSize(fixture.get("group_order").size());
            for (int g = 0; g < groups.size(); g++) {
                JsonNode expected = fixture.get("group_order").get(g);
                assertThat(groups.get(g).weightDecay())
                        .isEqualTo(expected.get("weight_decay").doubleValue());
                assertThat(groups.get(g).parameters())
                        .hasSize(expected.get("count").intValue());
                double decayed = g;
                assertThat(groups.get(g).parameters()).allSatisfy(parameter -> assertThat(fixture.get("params")
                                .get(parameter.name())
                                .get(0)
                                .doubleValue())
                        .as(parameter.name())
                        .isEqualTo(decayed));
            }
        }
    }

    /** timm's MetaFormers do not say how their layers are grouped, so that it takes runs of twelve parameters. */
    @ParameterizedTest
    @CsvSource({
        "poolformer_s12, head.fc",
        "caformer_s18, head.fc.fc2",
        "convformer_s18, head.fc.fc2",
        "poolformerv2_s12, head.fc",
    })
    void layers_learn_as_fast_as_in_timm(String name, String classifier) {
        JsonNode fixture = Fixtures.json("optimizer/param_groups.json").get(name);
        assertThat(classifier(name + ".sail_in1k")).isEqualTo(classifier);
        try (TensorScope scope = TensorScope.open()) {
            List<Parameter> parameters = parameters(name + ".sail_in1k");
            for (double layerDecay : new double[] {0.75, 0.9}) {
                List<ParameterGroup> groups = ParameterGroup.byLayer(parameters, 0.05, layerDecay, classifier);
                assertGroups(groups, fixture.get("layer_decay_" + layerDecay + "_groups"));
                assertRates(groups, fixture.get("params"), layerDecay == 0.75 ? 1 : 3);
            }
        }
    }

    /** Scale of the rate, weight decay and number of parameters of each group, in order. */
    private static void assertGroups(List<ParameterGroup> groups, JsonNode expected) {
        assertThat(groups).hasSize(expected.size());
        for (int g = 0; g < groups.size(); g++) {
            double scale = expected.get(g).get(0).doubleValue();
            assertThat(groups.get(g).rateScale()).isCloseTo(scale, within(1e-11 * scale));
            assertThat(groups.get(g).weightDecay())
                    .isEqualTo(expected.get(g).get(1).doubleValue());
            assertThat(groups.get(g).parameters())
                    .hasSize(expected.get(g).get(2).intValue());
        }
    }

    /** Each parameter by its name; the column has the scale, and the one behind it whether the parameter decays. */
    private static void assertRates(List<ParameterGroup> groups, JsonNode params, int column) {
        List<String> names = new ArrayList<>();
        for (ParameterGroup group : groups) {
            for (Parameter parameter : group.parameters()) {
                JsonNode row = params.get(parameter.name());
                double scale = row.get(column).doubleValue();
                assertThat(group.rateScale()).as(parameter.name()).isCloseTo(scale, within(1e-9 * scale));
                assertThat(group.weightDecay() > 0)
                        .as(parameter.name())
                        .isEqualTo(row.get(column + 1).intValue() == 1);
                names.add(parameter.name());
            }
        }
        assertThat(names).hasSize(params.size()).doesNotHaveDuplicates();
    }

    private static String classifier(String model) {
        return NetworkPlan.of(Catalog.standard().get(model).architecture())
                .head()
                .classifier()
                .orElseThrow()
                .path();
    }

    private static List<Parameter> parameters(String model) {
        List<Parameter> parameters = new ArrayList<>();
        for (ParameterSpec spec :
                ParameterLayout.of(Catalog.standard().get(model).architecture()).specs()) {
            if (spec.kind() == ParameterSpec.Kind.TRAINABLE) {
                long[] shape =
                        spec.shape().stream().mapToLong(Integer::longValue).toArray();
                parameters.add(new Parameter(spec.name(), empty(shape)));
            }
        }
        return parameters;
    }
}

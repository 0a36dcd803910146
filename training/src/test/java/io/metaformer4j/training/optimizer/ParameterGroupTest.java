package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.empty;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
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

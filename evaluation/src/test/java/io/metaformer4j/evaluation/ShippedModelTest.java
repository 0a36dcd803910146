package io.metaformer4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.weights.model.ModelFile;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model inside the jar. */
class ShippedModelTest {

    @Test
    void the_embedded_model_is_small_and_knows_the_classes_of_cifar10() throws IOException {
        ModelFile described = MetaFormers.standard().describe(ModelRequest.EMBEDDED);
        assertThat(described.labels())
                .isEqualTo(List.of(
                        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"));
        assertThat(ParameterLayout.of(described.architecture()).elements(ParameterSpec.Kind.TRAINABLE) * 2)
                .as("bytes in half precision")
                .isLessThan(4_000_000);
        try (LoadedModel model = MetaFormers.standard().load(ModelRequest.embedded())) {
            assertThat(model.network().architecture()).isEqualTo(described.architecture());
        }
    }
}

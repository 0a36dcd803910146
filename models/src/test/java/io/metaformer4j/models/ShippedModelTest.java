package io.metaformer4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.catalog.SmallModels;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The model inside the jar. */
class ShippedModelTest {

    @Test
    void the_embedded_model_is_small_and_knows_the_classes_of_cifar10() throws IOException {
        ModelDescription described = MetaFormers.standard().describe(ModelRequest.EMBEDDED);
        assertThat(described.labels()).contains(LabelSet.cifar10());
        assertThat(described.architecture()).isEqualTo(SmallModels.convFormerCifar10());
        assertThat(described.preprocessing()).isEqualTo(SmallModels.cifar10().withSize(56));
        assertThat(ParameterLayout.of(described.architecture()).elements(ParameterSpec.Kind.TRAINABLE) * 2)
                .as("bytes in half precision")
                .isLessThan(4_000_000);
        try (LoadedModel model = MetaFormers.standard().load(ModelRequest.embedded())) {
            assertThat(model.network().architecture()).isEqualTo(described.architecture());
        }
    }
}

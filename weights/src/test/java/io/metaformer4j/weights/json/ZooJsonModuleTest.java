package io.metaformer4j.weights.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.TokenMixer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ZooJsonModuleTest {

    @Test
    void every_alternative_of_the_zoo_has_a_name() {
        assertNamed(TokenMixer.class, ZooJsonModule.TokenMixerTypes.class);
        assertNamed(Normalization.class, ZooJsonModule.NormalizationTypes.class);
        assertNamed(Head.class, ZooJsonModule.HeadTypes.class);
    }

    private static void assertNamed(Class<?> sealed, Class<?> names) {
        JsonSubTypes types = names.getAnnotation(JsonSubTypes.class);
        assertThat(Arrays.stream(types.value()).<Class<?>>map(JsonSubTypes.Type::value))
                .containsExactlyInAnyOrder(sealed.getPermittedSubclasses());
    }
}

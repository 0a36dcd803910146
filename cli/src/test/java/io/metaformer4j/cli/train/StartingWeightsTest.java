package io.metaformer4j.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartingWeightsTest {

    private static final long SEED_OF_THE_RECIPE = 42;

    private final StringWriter err = new StringWriter();

    private Optional<Map<String, WeightTensor>> weights(String source) throws IOException {
        return new StartingWeights(new PrintWriter(err, true))
                .weights(
                        ModelRequest.of(ModelRequest.EMBEDDED).withWeights(source),
                        List.of("cold", "warm"),
                        SEED_OF_THE_RECIPE);
    }

    @Test
    void a_seed_that_is_given_counts_even_if_it_is_0() throws IOException {
        Architecture network = MetaFormers.standard()
                .describe(ModelRequest.EMBEDDED)
                .architecture()
                .withClasses(2);
        Map<String, WeightTensor> expected = new InitialWeights(0).draw(network);
        Map<String, WeightTensor> drawn = weights("random:0").orElseThrow();
        assertThat(drawn.keySet()).isEqualTo(expected.keySet());
        drawn.forEach((name, tensor) -> assertThat(tensor.toFloats())
                .as(name)
                .isEqualTo(expected.get(name).toFloats()));
    }

    @Test
    void without_a_seed_the_recipe_has_one() throws IOException {
        assertThat(weights("random")).isEmpty();
        assertThat(err.toString()).contains("training starts from random weights");
    }
}

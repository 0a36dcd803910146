package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What {@code metaformer summary} says of activations and layers. */
class SummaryCommandTest {

    @Test
    void totals_have_timms_activations_and_the_memory_of_a_batch() throws IOException {
        CommandResult text = CommandResult.of("summary", "caformer_s18.sail_in1k");
        assertThat(text.out()).contains("19.394 M", "4.6 MiB at once", "122.0 MiB kept", "1 picture,", "4.125 G");
        JsonNode one =
                CommandResult.of("summary", "caformer_s18.sail_in1k", "--json").json();
        JsonNode eight = CommandResult.of("summary", "caformer_s18.sail_in1k", "--json", "--batch-size", "8")
                .json();
        assertThat(one.get("activations").asLong()).isEqualTo(19_393_720L);
        assertThat(eight.get("inference_activation_bytes").asLong())
                .isEqualTo(8 * one.get("inference_activation_bytes").asLong());
        assertThat(eight.get("batch_size").asInt()).isEqualTo(8);
        assertThat(eight.get("activations")).isEqualTo(one.get("activations"));
        assertThat(one.has("layers")).isFalse();
    }

    @Test
    void every_layer_is_listed_with_its_cost() throws IOException {
        CommandResult text = CommandResult.of("summary", "embedded", "--layers");
        assertThat(text.out()).contains("stages.0.blocks.0.mlp.fc1", "output size", "in memory", "KiB", "  fvcore  ");
        JsonNode summary =
                CommandResult.of("summary", "embedded", "--layers", "--json").json();
        long macs = 0;
        long fvcore = 0;
        for (JsonNode layer : summary.get("layers")) {
            if (!layer.get("fvcore_macs").equals(layer.get("macs"))) {
                assertThat(row(text.out(), layer.get("name").asText()))
                        .containsPattern(String.format(
                                Locale.ROOT,
                                " %,d +%,d ",
                                layer.get("macs").asLong(),
                                layer.get("fvcore_macs").asLong()));
            }
            macs += layer.get("macs").asLong();
            fvcore += layer.get("fvcore_macs").asLong();
            long values = layer.get("output").get(0).asLong()
                    * layer.get("output").get(1).asLong()
                    * layer.get("output").get(2).asLong();
            assertThat(layer.get("output_bytes").asLong()).isEqualTo(4 * values);
            assertThat(layer.get("live_bytes").asLong()).isGreaterThanOrEqualTo(4 * values);
        }
        assertThat(macs).isEqualTo(summary.get("macs").asLong());
        assertThat(fvcore).isEqualTo(summary.get("fvcore_macs").asLong());
        assertThat(summary.get("layers").get(0).get("kind").asText()).isEqualTo("convolution");
    }

    private static String row(String table, String layer) {
        return table.lines()
                .filter(line -> line.startsWith(layer + " "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_plan_lists_what_is_computed_together_and_the_size_of_each_result() throws IOException {
        CommandResult text = CommandResult.of("summary", "poolformer_s12.sail_in1k", "--plan");
        assertThat(row(text.out(), "stages.2.blocks.1.token_mixer"))
                .contains("320x14x14", "x + factor * r * (mean pooling 3x3 - x), statistics");
        assertThat(row(text.out(), "stages.0.blocks.1.mlp.fc1"))
                .contains("64x56x56", "r * (product 256x64 + bias - mu * omega), GELU; x += product 64x256 + bias");
        JsonNode plan = CommandResult.of("summary", "poolformer_s12.sail_in1k", "--plan", "--json")
                .json()
                .get("plan");
        JsonNode steps = plan.get("steps");
        assertThat(text.out())
                .contains(
                        "engine cpu: " + plan.get("operations").asInt() + " operations in " + steps.size() + " steps");
        assertThat(plan.get("operations").asInt()).isGreaterThan(2 * steps.size());
        assertThat(plan.get("bytes").asLong()).isGreaterThanOrEqualTo(4L * 64 * 56 * 56);
        assertThat(steps.get(steps.size() - 1).get("path").asText()).isEqualTo("logits");
        assertThat(steps.get(steps.size() - 2).get("result").get(0).asInt()).isEqualTo(1000);
    }

    @Test
    void the_plan_follows_the_size_of_the_picture_and_stands_alone() throws IOException {
        JsonNode small = CommandResult.of("summary", "embedded", "--plan", "--json", "--img-size", "64")
                .json()
                .get("plan");
        JsonNode large = CommandResult.of("summary", "embedded", "--plan", "--json", "--img-size", "128")
                .json()
                .get("plan");
        CommandResult tiny = CommandResult.of("summary", "poolformer_s12", "--plan", "--img-size", "32");
        assertThat(tiny.out())
                .containsPattern("maps of a picture in [1-9][0-9.]* KiB")
                .doesNotContain(" 0.0 ");
        assertThat(large.get("bytes").asLong()).isGreaterThan(small.get("bytes").asLong());
        assertThat(CommandResult.of("summary", "embedded", "--plan", "--layers").code())
                .isEqualTo(2);
    }

    @Test
    void a_batch_of_nothing_is_wrong_usage() {
        assertThat(CommandResult.of("summary", "embedded", "--batch-size", "0").code())
                .isEqualTo(2);
    }
}

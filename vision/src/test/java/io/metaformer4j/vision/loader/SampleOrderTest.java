package io.metaformer4j.vision.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleOrderTest {

    static Iterable<JsonNode> samplers() {
        return Fixtures.json("loader/samplers.json").get("repeat_aug");
    }

    /** The reference's permutation where it is known; only its start is compared where it is not. */
    private static int[] permutation(JsonNode sampler) {
        int[] order = IntStream.range(0, sampler.get("dataset").asInt()).toArray();
        JsonNode given = sampler.path("randperm");
        for (int i = 0; i < given.size(); i++) {
            order[i] = given.get(i).asInt();
        }
        return order;
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void repeats_samples_as_timm_does(JsonNode sampler) {
        int world = sampler.get("num_replicas").asInt();
        for (int rank = 0; rank < world; rank++) {
            SampleOrder order = new RepeatedOrder(
                    (size, epoch) -> permutation(sampler),
                    new Partition(rank, world),
                    sampler.get("num_repeats").asDouble(),
                    sampler.get("selected_round").asInt());
            int[] indices = order.indices(sampler.get("dataset").asInt(), 0);
            JsonNode expected = sampler.get("ranks").get(rank);

            assertThat(indices).hasSize(expected.get("len").asInt());
            for (int i = 0; i < expected.get("first").size(); i++) {
                assertThat(indices[i])
                        .as("position %d", i)
                        .isEqualTo(expected.get("first").get(i).asInt());
            }
        }
    }

    @Test
    void repetitions_of_a_sample_differ() {
        Set<String> seen = new HashSet<>();
        for (int rank = 0; rank < 2; rank++) {
            SampleOrder order = SampleOrder.repeated(1, new Partition(rank, 2), 3, 0);
            int[] indices = order.indices(100, 0);
            for (int i = 0; i < indices.length; i++) {
                assertThat(seen.add(indices[i] + "/" + order.repetition(i))).isTrue();
            }
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    void refuses_to_round_an_epoch_down_to_nothing() {
        assertThatThrownBy(
                        () -> SampleOrder.repeated(1, Partition.whole(), 3, 256).indices(255, 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("256", "255", "rounding 0");
        assertThatThrownBy(() -> SampleOrder.repeated(1, Partition.whole(), 0.5, 0))
                .hasMessageContaining("0.5");
        assertThatThrownBy(() -> new Partition(2, 2)).hasMessageContaining("rank 2 of 2");
    }

    @Test
    void shuffles_evenly() {
        int[] first = new int[5];
        for (int epoch = 0; epoch < 5000; epoch++) {
            int[] order = SampleOrder.shuffled(3, Partition.whole()).indices(5, epoch);
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            first[order[0]]++;
        }
        for (int count : first) {
            assertThat(count).isBetween(880, 1120); // 1000 within four standard deviations of 28
        }
    }
}

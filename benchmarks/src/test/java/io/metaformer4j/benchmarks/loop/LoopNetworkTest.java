package io.metaformer4j.benchmarks.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.catalog.UnknownModelException;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopNetworkTest {

    /** The numbers are those of timm 1.0.29: sums over {@code parameters()} of the networks that the peer builds. */
    @ParameterizedTest
    @CsvSource({"convformer_small, 2181090", "poolformerv2_small, 1356822"})
    void small_networks_have_as_many_parameters_as_those_of_the_peer(String name, long parameters) {
        LoopNetwork network = LoopNetwork.named(name, 10);
        assertThat(ParameterLayout.of(network.architecture()).elements(ParameterSpec.Kind.TRAINABLE))
                .isEqualTo(parameters);
    }

    @Test
    void peers_are_told_the_family_and_the_sizes_of_a_small_network() {
        assertThat(LoopNetwork.named("poolformerv2_small", 7).forPeer())
                .isEqualTo(Map.of(
                        "family",
                        "poolformerv2",
                        "depths",
                        List.of(1, 1, 3, 1),
                        "dims",
                        List.of(32, 64, 128, 256),
                        "classes",
                        7));
    }

    @Test
    void published_networks_keep_their_classes() {
        LoopNetwork network = LoopNetwork.named("poolformer_s12", 10);
        assertThat(network.architecture().classes()).isEqualTo(1000);
        assertThat(network.depths()).isEmpty();
    }

    @Test
    void networks_that_nobody_published_are_refused() {
        assertThatThrownBy(() -> LoopNetwork.named("convformer_tiny", 10)).isInstanceOf(UnknownModelException.class);
    }
}

package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.torch.Fixture.Expected;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.torch.run.NetworkOptions;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks with the weights of the fixtures put out what the reference implementations put out.
 *
 * <p>The bound is 2e-5 of the largest value: float32 carries 6e-8, a logit sums some thousand products in another order, and
 * the references themselves are up to 9e-6 away from their own float64 results.
 */
class ParityTest {

    private static final double BOUND = 2e-5;

    /** Sums of squares over a whole map, whose rounding errors average out. */
    private static final double NORM_BOUND = 1e-5;

    /** The small sizes; their larger siblings differ in depth and width only. */
    private static final Set<String> SMALL = Set.of("s12", "s18");

    static List<Fixture> smallSizesAndEpsilonProbes() {
        return Fixture.all().stream().filter(ParityTest::isSmall).toList();
    }

    static List<Fixture> allOthers() {
        return Fixture.all().stream().filter(fixture -> !isSmall(fixture)).toList();
    }

    private static boolean isSmall(Fixture fixture) {
        boolean small = SMALL.stream().anyMatch(size -> fixture.model().contains("_" + size));
        boolean large = fixture.model().contains("384") || fixture.model().contains("in21k");
        return fixture.isEpsilonProbe() || (small && !large);
    }

    @ParameterizedTest
    @MethodSource("smallSizesAndEpsilonProbes")
    void small_networks_and_epsilon_probes_match_their_references(Fixture fixture) {
        check(fixture);
    }

    @Tag("parity")
    @ParameterizedTest
    @MethodSource("allOthers")
    void all_other_networks_match_their_references(Fixture fixture) {
        check(fixture);
    }

    private static void check(Fixture fixture) {
        Expected expected = fixture.read();
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard();
                TorchNetwork network = fixture.network(NetworkOptions.DEFAULT, expected)) {
            Tensor images = Synth.input(expected.caseSeed(), expected.inputShape());
            ParityFigures figures = new ParityFigures(fixture);
            BlockNorms blocks = new BlockNorms(figures, expected);
            NetworkOutputs outputs = network.outputs(images, blocks);
            assertThat(blocks.seen)
                    .as("number of blocks")
                    .isEqualTo(expected.output("blocks").size());
            compareMaps(figures, outputs.features(), expected.output(expected.has("features") ? "features" : "stages"));
            if (!expected.has("features")) {
                figures.vector(
                        "logits", expected.floats("logits"), outputs.logits().orElseThrow());
                figures.vector(
                        "pooled", expected.floats("pooled"), outputs.pooled().orElseThrow());
            }
            figures.write();
            assertThat(figures.worst("logits")).as("logits").isLessThanOrEqualTo(BOUND);
            assertThat(figures.worst("pooled")).as("pooled").isLessThanOrEqualTo(BOUND);
            assertThat(figures.worst("samples")).as("samples of maps").isLessThanOrEqualTo(BOUND);
            assertThat(figures.worst("norms")).as("norms of maps").isLessThanOrEqualTo(NORM_BOUND);
        }
    }

    private static void compareMaps(ParityFigures figures, List<Tensor> maps, JsonNode expected) {
        assertThat(maps).hasSize(expected.size());
        for (int i = 0; i < maps.size(); i++) {
            figures.map(expected.get(i), maps.get(i));
        }
    }

    /** Compares the stem and every block in the course of the forward pass. */
    private static final class BlockNorms implements ActivationObserver {
        private final ParityFigures figures;
        private final Expected expected;
        private int seen;

        BlockNorms(ParityFigures figures, Expected expected) {
            this.figures = figures;
            this.expected = expected;
        }

        @Override
        public void observe(String module, Tensor activation) {
            if (module.equals("stem")) {
                figures.map(expected.output("stem"), activation);
            } else if (module.contains("blocks")) {
                figures.norm(expected.output("blocks").get(seen++).get(2).asDouble(), activation);
            }
        }
    }
}

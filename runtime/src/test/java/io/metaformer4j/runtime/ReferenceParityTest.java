package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks with the weights of the fixtures put out what the reference implementations put out, within the bound that the torch
 * engine keeps, too: 2e-5 of the largest value, since float32 carries 6e-8, a logit sums some thousand products in another
 * order, and the references themselves are up to 9e-6 away from their own float64 results.
 */
class ReferenceParityTest {

    private static final double BOUND = 2e-5;

    /** Sums of squares over a whole map, whose rounding errors average out. */
    private static final double NORM_BOUND = 1e-5;

    /** A network of each family and kind of mixer; those with a tiny residual stream show a wrong epsilon. */
    private static final Set<String> KINDS = Set.of(
            "sail-poolformer/poolformer_s12",
            "sail-poolformer/poolformer_s12_feat",
            "timm/poolformer_s12.eps",
            "timm/poolformerv2_s12.eps",
            "timm/convformer_s18.eps",
            "timm/caformer_s18",
            "sail-metaformer/identityformer_s12",
            "sail-metaformer/randformer_s12",
            "geoformer/geoformer_s12.eps",
            "geoformer/geoformer_s12_multiscale",
            "geoformer/geoformer_s12_higher_order",
            "geoformer/gaformer_s18",
            "geoformer/paformer_s18");

    static List<ReferenceFixture> oneOfEachKind() {
        return ReferenceFixture.all().stream()
                .filter(fixture -> KINDS.contains(fixture.toString()))
                .toList();
    }

    static List<ReferenceFixture> allOthers() {
        return ReferenceFixture.all().stream()
                .filter(fixture -> !KINDS.contains(fixture.toString()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("oneOfEachKind")
    void one_network_of_each_kind_matches_its_reference(ReferenceFixture fixture) {
        check(fixture);
    }

    @Tag("parity")
    @ParameterizedTest
    @MethodSource("allOthers")
    void all_other_networks_match_their_references(ReferenceFixture fixture) {
        check(fixture);
    }

    static void check(ReferenceFixture fixture) {
        JsonNode expected = fixture.read();
        JsonNode outputs = expected.get("outputs");
        Architecture architecture = fixture.architecture();
        List<String> blocks = new ArrayList<>(Output.activations(architecture));
        blocks.removeIf(module -> !module.contains("blocks"));
        assertThat(blocks).hasSameSizeAs(outputs.get("blocks"));
        Set<Output> wanted =
                new LinkedHashSet<>(Request.everything(architecture).outputs());
        Output.activations(architecture).forEach(module -> wanted.add(Output.activation(module)));
        try (Network network = new CpuEngine()
                .load(
                        architecture,
                        Preprocessing.imageNet(224, 1),
                        fixture.weights(architecture, expected),
                        Placement.DEFAULT)) {
            Outputs found = network.run(fixture.picture(expected), new Request(wanted));
            map("stem", outputs.get("stem"), found.get(Output.activation("stem")));
            for (int i = 0; i < blocks.size(); i++) {
                double norm = outputs.get("blocks").get(i).get(2).asDouble();
                norm(blocks.get(i), norm, found.get(Output.activation(blocks.get(i))));
            }
            JsonNode maps = outputs.get(outputs.has("features") ? "features" : "stages");
            for (int i = 0; i < maps.size(); i++) {
                map("stage " + i, maps.get(i), found.get(Output.stage(i)));
            }
            if (architecture.hasClassifier()) {
                vector("pooled", Fixtures.floats(outputs.get("pooled")), found.get(Output.POOLED));
                vector("logits", Fixtures.floats(outputs.get("logits")), found.logits());
            }
        }
    }

    /** The reference may have stored the beginning only. */
    private static void vector(String name, float[] expected, FloatArray actual) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(expected[i] - (double) actual.values()[i]))
                    .as("%s %d: %s for %s", name, i, actual.values()[i], expected[i])
                    .isLessThanOrEqualTo(BOUND * largest);
        }
    }

    private static void map(String name, JsonNode expected, FloatArray actual) {
        assertThat(actual.shape())
                .as(name)
                .containsExactlyElementsOf(Arrays.stream(Fixtures.ints(expected.get("shape")))
                        .boxed()
                        .toList());
        double largest = 0;
        for (float value : actual.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (JsonNode sample : expected.get("samples")) {
            int at = sample.get(0).asInt();
            assertThat(Math.abs(sample.get(1).asDouble() - actual.values()[at]))
                    .as("%s at %d", name, at)
                    .isLessThanOrEqualTo(BOUND * largest);
        }
        norm(name, expected.get("l2").asDouble(), actual);
    }

    private static void norm(String name, double expected, FloatArray actual) {
        double sum = 0;
        for (float value : actual.values()) {
            sum += (double) value * value;
        }
        assertThat(Math.abs(Math.sqrt(sum) - expected))
                .as("norm of %s", name)
                .isLessThanOrEqualTo(NORM_BOUND * expected);
    }
}

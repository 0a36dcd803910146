package io.metaformer4j.onnx;

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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks in ONNX Runtime with the weights of the fixtures put out what the reference implementations put out.
 *
 * <p>The bound is that of the engine on libtorch, 2e-5 of the largest value: float32 carries 6e-8, a logit sums some thousand
 * products in another order, and the references themselves are up to 9e-6 away from their own float64 results.
 */
class OnnxParityTest {

    private static final double BOUND = 2e-5;

    /** Sums of squares over a whole map, whose rounding errors average out. */
    private static final double NORM_BOUND = 1e-5;

    /** One of each family; their siblings differ in depth, width and kernels only. */
    @ParameterizedTest
    @CsvSource({
        "geoformer, gaformer_s18",
        "geoformer, geoformer_s12_higher_order",
        "geoformer, geoformer_s12_multiscale",
        "geoformer, paformer_s18",
        "geometaformer, geometaformer_s12_k57_ho_abl",
        "sail-metaformer, convformer_s18",
        "sail-metaformer, identityformer_s12",
        "sail-metaformer, poolformerv2_s12",
        "sail-metaformer, randformer_s12",
        "sail-poolformer, metaformer_ppff_s12_224",
        "sail-poolformer, metaformer_pppa_s12_224",
        "sail-poolformer, poolformer_s12_feat",
        "timm, caformer_s18",
        "timm, poolformer_s12"
    })
    void each_family_matches_its_reference(String source, String model) {
        check(new ReferenceCase(source, model + ".json.gz"));
    }

    static List<ReferenceCase> all() {
        try (Stream<Path> files = Files.walk(Fixtures.path("models"))) {
            return files.filter(file -> file.toString().endsWith(".json.gz"))
                    .sorted()
                    .map(file -> new ReferenceCase(
                            file.getParent().getFileName().toString(),
                            file.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Tag("parity")
    @ParameterizedTest
    @MethodSource("all")
    void every_network_matches_its_reference(ReferenceCase reference) {
        check(reference);
    }

    private static void check(ReferenceCase reference) {
        JsonNode expected = reference.read();
        JsonNode outputs = expected.get("outputs");
        Architecture architecture = reference.architecture();
        Preprocessing preprocessing = Preprocessing.imageNet(224, 1);
        try (Network network =
                new OnnxEngine().load(architecture, preprocessing, reference.weights(expected), Placement.DEFAULT)) {
            Outputs found = network.run(ReferenceCase.pictures(expected), Request.everything(architecture));
            JsonNode maps = outputs.get(outputs.has("features") ? "features" : "stages");
            assertThat(maps).hasSize(architecture.stages().size());
            IntStream.range(0, maps.size())
                    .forEach(i -> compareMap(maps.get(i), found.get(Output.stage(i)), "stage " + i));
            if (!outputs.has("features")) {
                compareVector(Fixtures.floats(outputs.get("pooled")), found.get(Output.POOLED), "pooled");
                compareVector(Fixtures.floats(outputs.get("logits")), found.logits(), "logits");
            }
        }
    }

    /** The reference may have stored the beginning only. */
    private static void compareVector(float[] expected, FloatArray found, String what) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(expected[i] - (double) found.values()[i]) / largest)
                    .as("%s %s", what, i)
                    .isLessThanOrEqualTo(BOUND);
        }
    }

    private static void compareMap(JsonNode expected, FloatArray found, String what) {
        assertThat(found.shape())
                .as(what)
                .isEqualTo(IntStream.of(Fixtures.ints(expected.get("shape")))
                        .boxed()
                        .toList());
        double largest = 0;
        double squares = 0;
        for (float value : found.values()) {
            largest = Math.max(largest, Math.abs(value));
            squares += (double) value * value;
        }
        for (JsonNode sample : expected.get("samples")) {
            float value = found.values()[sample.get(0).asInt()];
            assertThat(Math.abs(sample.get(1).asDouble() - value) / largest)
                    .as(what)
                    .isLessThanOrEqualTo(BOUND);
        }
        double norm = expected.get("l2").asDouble();
        assertThat(Math.abs(Math.sqrt(squares) - norm) / norm).as(what).isLessThanOrEqualTo(NORM_BOUND);
    }
}

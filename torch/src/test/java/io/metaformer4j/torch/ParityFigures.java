package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/** Collects how far a network is from its reference, relative to the largest value. */
final class ParityFigures {

    private static final Path REPORT = Path.of("target", "parity-figures.csv");

    private final Fixture fixture;
    private final Map<String, Double> worst = new TreeMap<>();

    ParityFigures(Fixture fixture) {
        this.fixture = fixture;
    }

    /** The largest figure of a kind so far, 0 if there is none. */
    double worst(String kind) {
        return worst.getOrDefault(kind, 0.0);
    }

    private void add(String kind, double figure) {
        worst.merge(kind, figure, Math::max);
    }

    /** Compares the first row of a vector; the reference may have stored its beginning only. */
    void vector(String kind, float[] expected, Tensor actual) {
        float[] values = Tensors.toFloats(actual);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = nanAware(difference, Math.abs(expected[i] - (double) values[i]));
        }
        add(kind, difference / largest);
    }

    /** Compares shape, samples and norm of a map. */
    void map(JsonNode expected, Tensor actual) {
        int[] shape = Fixtures.ints(expected.get("shape"));
        assertThat(actual.shape())
                .isEqualTo(java.util.Arrays.stream(shape).asLongStream().toArray());
        float[] values = Tensors.toFloats(actual);
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (JsonNode sample : expected.get("samples")) {
            double difference =
                    Math.abs(sample.get(1).asDouble() - values[sample.get(0).asInt()]);
            add("samples", nanAware(0, difference) / largest);
        }
        norm(expected.get("l2").asDouble(), values);
    }

    void norm(double expected, Tensor actual) {
        norm(expected, Tensors.toFloats(actual));
    }

    private void norm(double expected, float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        add("norms", Math.abs(Math.sqrt(sum) - expected) / expected);
    }

    /** {@link Math#max} already carries NaN on; infinity makes a comparison with a bound fail, too. */
    private static double nanAware(double a, double b) {
        return Double.isNaN(b) ? Double.POSITIVE_INFINITY : Math.max(a, b);
    }

    /** Appends a line to {@code target/parity-figures.csv}: source, model, probe, family, then kind=figure. */
    void write() {
        StringBuilder line = new StringBuilder(fixture.family() + "," + fixture);
        worst.forEach((kind, figure) -> line.append(String.format(Locale.ROOT, ",%s=%.2e", kind, figure)));
        try {
            Files.createDirectories(REPORT.getParent());
            Files.writeString(REPORT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

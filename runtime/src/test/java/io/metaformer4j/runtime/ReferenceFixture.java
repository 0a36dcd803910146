package io.metaformer4j.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.fixtures.SyntheticTensor;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.dialect.DialectEntry;
import io.metaformer4j.weights.dialect.DialectLayout;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.GeometricKernel;
import io.metaformer4j.zoo.architecture.Initializer;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The outputs of a reference implementation with synthetic weights, which lie beside the tests of the torch engine. */
record ReferenceFixture(Path file) {

    static List<ReferenceFixture> all() {
        try (Stream<Path> files = Files.walk(Fixtures.path("models"))) {
            return files.filter(file -> file.toString().endsWith(".json.gz"))
                    .sorted()
                    .map(ReferenceFixture::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String source() {
        return file.getParent().getFileName().toString();
    }

    String model() {
        return file.getFileName().toString().replaceAll("(\\.eps)?\\.json\\.gz$", "");
    }

    Architecture architecture() {
        String name =
                switch (source()) {
                    case "timm" -> model() + ".sail_in1k";
                    case "geoformer", "geometaformer" ->
                        model().startsWith("identity") || model().startsWith("rand") ? model() + ".geoformer" : model();
                    default -> model();
                };
        return Catalog.standard().get(name).architecture();
    }

    JsonNode read() {
        return Fixtures.json("models/" + source() + "/" + file.getFileName());
    }

    /** The picture of the reference. */
    ImageBatch picture(JsonNode expected) {
        int[] shape = Fixtures.ints(expected.get("inputShape"));
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, shape[0], shape[1], shape[2], shape[3]);
        SyntheticStream stream =
                SyntheticStream.of("input", expected.get("caseSeed").asLong());
        batch.putFloats(0, 0, stream.floats(batch.pictureValues(), 0, 2), 0, batch.pictureValues());
        return batch;
    }

    /** The weights of the reference by our names. */
    Map<String, WeightTensor> weights(Architecture architecture, JsonNode expected) {
        Map<String, SyntheticTensor> rows = new HashMap<>();
        expected.get("tensors").forEach(row -> rows.put(row.get(0).asText(), SyntheticTensor.of(row)));
        DialectLayout layout = Dialect.ofId(source()).layout(architecture);
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : ParameterLayout.of(architecture).specs()) {
            weights.put(
                    spec.name(),
                    values(spec, layout, rows, expected.get("caseSeed").asLong()));
        }
        return weights;
    }

    private static WeightTensor values(
            ParameterSpec spec, DialectLayout layout, Map<String, SyntheticTensor> rows, long caseSeed) {
        long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
        if (spec.kind() == ParameterSpec.Kind.COUNTER) {
            return WeightTensor.ofLongs(new long[1], shape);
        }
        if (spec.initializer() instanceof Initializer.Geometric kernel) {
            float[] one = GeometricKernel.values(kernel.size(), kernel.order(), kernel.sine());
            float[] all = new float[(int) spec.elements()];
            for (int i = 0; i < all.length; i++) {
                all[i] = one[i % one.length];
            }
            return WeightTensor.ofFloats(all, shape);
        }
        DialectEntry entry = layout.findCanonical(spec.name()).orElseThrow();
        return WeightTensor.ofFloats(rows.get(entry.name()).values(caseSeed), shape);
    }

    @Override
    public String toString() {
        return source() + "/" + file.getFileName().toString().replace(".json.gz", "");
    }
}

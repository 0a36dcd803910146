package io.metaformer4j.onnx;

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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a reference implementation puts out with synthetic weights; {@code fixtures/models/README.md} says more.
 *
 * @param source whose code it was, and the dialect of the names
 * @param file name of the fixture in the folder of the source
 */
record ReferenceCase(String source, String file) {

    private static final String ENDING = "(\\.eps)?\\.json\\.gz$";

    JsonNode read() {
        return Fixtures.json("models/" + source + "/" + file);
    }

    Architecture architecture() {
        String model = file.replaceAll(ENDING, "");
        String name =
                switch (source) {
                    case "timm" -> model + ".sail_in1k";
                    case "geoformer", "geometaformer" ->
                        model.startsWith("identity") || model.startsWith("rand") ? model + ".geoformer" : model;
                    default -> model;
                };
        return Catalog.standard().get(name).architecture();
    }

    /** The pictures of a case. */
    static ImageBatch pictures(JsonNode expected) {
        int[] shape = Fixtures.ints(expected.get("inputShape"));
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, shape[0], shape[1], shape[2], shape[3]);
        int each = batch.pictureValues();
        float[] values =
                SyntheticStream.of("input", expected.get("caseSeed").asLong()).floats(shape[0] * each, 0, 2);
        for (int i = 0; i < shape[0]; i++) {
            batch.putFloats(i, 0, values, i * each, each);
        }
        return batch;
    }

    /** The weights of a case by canonical names. */
    Map<String, WeightTensor> weights(JsonNode expected) {
        Map<String, SyntheticTensor> rows = new HashMap<>();
        expected.get("tensors").forEach(row -> rows.put(row.get(0).asText(), SyntheticTensor.of(row)));
        long seed = expected.get("caseSeed").asLong();
        DialectLayout layout = Dialect.ofId(source).layout(architecture());
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : ParameterLayout.of(architecture()).specs()) {
            long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
            if (spec.kind() == ParameterSpec.Kind.COUNTER) {
                continue;
            }
            if (spec.initializer() instanceof Initializer.Geometric kernel) {
                weights.put(spec.name(), WeightTensor.ofFloats(repeated(kernel, (int) shape[0]), shape));
                continue;
            }
            DialectEntry entry = layout.findCanonical(spec.name()).orElseThrow();
            weights.put(
                    spec.name(), WeightTensor.ofFloats(rows.get(entry.name()).values(seed), shape));
        }
        return weights;
    }

    private static float[] repeated(Initializer.Geometric kernel, int channels) {
        float[] one = GeometricKernel.values(kernel.size(), kernel.order(), kernel.sine());
        float[] all = new float[channels * one.length];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(one, 0, all, c * one.length, one.length);
        }
        return all;
    }

    @Override
    public String toString() {
        return source + "/" + file.replace(".json.gz", "");
    }
}

package io.metaformer4j.torch;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticTensor;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.dialect.DialectEntry;
import io.metaformer4j.weights.dialect.DialectLayout;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.GeometricKernel;
import io.metaformer4j.zoo.architecture.Initializer;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The outputs of a reference implementation with synthetic weights; see {@code fixtures/models/README.md}. */
public record Fixture(Path file) {

    /** What the reference put out. */
    record Expected(JsonNode json) {
        public float[] floats(String field) {
            return Fixtures.floats(json.get("outputs").get(field));
        }

        boolean has(String field) {
            return json.get("outputs").has(field);
        }

        JsonNode output(String field) {
            return json.get("outputs").get(field);
        }

        int[] inputShape() {
            return Fixtures.ints(json.get("inputShape"));
        }

        long caseSeed() {
            return json.get("caseSeed").asLong();
        }
    }

    static List<Fixture> all() {
        try (Stream<Path> files = Files.walk(Fixtures.path("models"))) {
            return files.filter(file -> file.toString().endsWith(".json.gz"))
                    .sorted()
                    .map(Fixture::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String source() {
        return file.getParent().getFileName().toString();
    }

    /** Name of the model in the source, without the mark of an eps probe. */
    String model() {
        return file.getFileName().toString().replaceAll("(\\.eps)?\\.json\\.gz$", "");
    }

    boolean isEpsilonProbe() {
        return file.toString().endsWith(".eps.json.gz");
    }

    /** The family without the size: {@code sail-metaformer/caformer}. */
    String family() {
        return source() + "/" + model().replaceFirst("_[smb]\\d\\d", "");
    }

    /** The name of the network in our catalog. */
    String catalogName() {
        return switch (source()) {
            case "timm" -> model() + ".sail_in1k";
            case "geoformer", "geometaformer" ->
                model().startsWith("identity") || model().startsWith("rand") ? model() + ".geoformer" : model();
            default -> model();
        };
    }

    Architecture architecture() {
        return Catalog.standard().get(catalogName()).architecture();
    }

    Expected read() {
        return new Expected(Fixtures.json("models/" + source() + "/" + file.getFileName()));
    }

    /** The network of this fixture with the fixture's weights. */
    public TorchNetwork network(NetworkOptions options, Expected expected) {
        return network(
                architecture(), options, expected.json().get("tensors"), expected.caseSeed(), Dialect.ofId(source()));
    }

    /** A network with synthetic weights. */
    public static TorchNetwork network(
            Architecture architecture, NetworkOptions options, JsonNode tensors, long caseSeed, Dialect dialect) {
        Map<String, SyntheticTensor> rows = new HashMap<>();
        tensors.forEach(row -> rows.put(row.get(0).asText(), SyntheticTensor.of(row)));
        return TorchNetwork.load(architecture, options, new SynthWeights(dialect.layout(architecture), rows, caseSeed));
    }

    /** Weights that are generated when they are asked for. */
    private static final class SynthWeights extends AbstractMap<String, WeightTensor> {
        private final DialectLayout layout;
        private final Map<String, SyntheticTensor> rows;
        private final long caseSeed;

        SynthWeights(DialectLayout layout, Map<String, SyntheticTensor> rows, long caseSeed) {
            this.layout = layout;
            this.rows = rows;
            this.caseSeed = caseSeed;
        }

        @Override
        public WeightTensor get(Object canonical) {
            DialectEntry entry = layout.findCanonical((String) canonical).orElseThrow();
            ParameterSpec spec = entry.spec();
            long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
            if (spec.kind() == ParameterSpec.Kind.COUNTER) {
                return WeightTensor.ofLongs(new long[1], shape);
            }
            if (spec.initializer() instanceof Initializer.Geometric kernel) {
                return WeightTensor.ofFloats(repeated(kernel, (int) shape[0]), shape);
            }
            SyntheticTensor row = rows.get(entry.name());
            if (row == null) {
                throw new IllegalStateException("no fixture tensor for " + spec.name());
            }
            if (row.count() != spec.elements()) {
                throw new IllegalStateException("fixture tensor " + row + " does not fit " + spec);
            }
            return WeightTensor.ofFloats(row.values(caseSeed), shape);
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
        public Set<Entry<String, WeightTensor>> entrySet() {
            throw new UnsupportedOperationException("generated on demand");
        }
    }

    @Override
    public String toString() {
        return source() + "/" + model() + (isEpsilonProbe() ? " (eps probe)" : "");
    }
}

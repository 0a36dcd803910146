package io.metaformer4j.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.cost.Complexity;
import io.metaformer4j.zoo.cost.CountedImplementation;
import io.metaformer4j.zoo.cost.LayerCost;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds every tensor and every counted layer of all published models, and of samples with everything else, to what they were
 * when the reference implementations were matched. A row of the fixture is a name; the number of tensors and the digest of
 * their names, shapes, kinds and initial values in order; and for each picture size its counts and the digest of its layers.
 * Where they differ, the rows as they are now are written into the folder of what is built.
 */
class StructureSnapshotTest {

    /** A picture that is not square, which networks of a fixed size refuse. */
    private static final int[] OBLONG = {96, 160};

    private static final Path FOUND = Path.of("target", "structure_snapshot.tsv");

    @Test
    void tensors_and_costs_stay_as_they_are() throws IOException {
        List<String> rows = rows().toList();
        List<String> expected = Fixtures.lines("catalog/structure_snapshot.tsv");
        if (!rows.equals(expected)) {
            Files.createDirectories(FOUND.getParent());
            Files.write(FOUND, rows);
        }
        assertThat(rows)
                .as("'%s' has the rows as they are now; compare it with the fixture", FOUND.toAbsolutePath())
                .isEqualTo(expected);
    }

    private static Stream<String> rows() {
        Stream<String> published = Catalog.standard().models().stream().map(model -> {
            Preprocessing input = model.card().preprocessing();
            return row(model.name(), model.architecture(), input.height(), input.width());
        });
        Stream<String> samples = ArchitectureSamples.all().entrySet().stream()
                .map(sample -> row("sample:" + sample.getKey(), sample.getValue(), 32, 32));
        return Stream.concat(published, samples);
    }

    private static String row(String name, Architecture architecture, int height, int width) {
        return String.join(
                "\t",
                name,
                layout(architecture),
                complexity(architecture, height, width),
                complexity(architecture, OBLONG[0], OBLONG[1]));
    }

    private static String layout(Architecture architecture) {
        List<ParameterSpec> specs = ParameterLayout.of(architecture).specs();
        String text = specs.stream()
                .map(spec -> String.join(
                        " ",
                        spec.name(),
                        spec.shape().toString(),
                        spec.kind().name(),
                        spec.initializer().toString()))
                .collect(Collectors.joining("\n"));
        return specs.size() + " " + digest(text);
    }

    private static String complexity(Architecture architecture, int height, int width) {
        String size = height + "x" + width;
        Complexity complexity;
        try {
            complexity = Complexity.of(architecture, height, width);
        } catch (MetaFormerException refused) {
            return size + " refused";
        }
        Stream<Long> counts = Stream.of(
                complexity.trainable(),
                complexity.frozen(),
                complexity.buffers(),
                complexity.macs(),
                complexity.publishedMacs(),
                complexity.fvcore(CountedImplementation.SAIL_POOLFORMER),
                complexity.fvcore(CountedImplementation.SAIL_METAFORMER),
                complexity.fvcore(CountedImplementation.TIMM));
        String text = Stream.concat(
                        complexity.layers().stream().map(StructureSnapshotTest::text),
                        complexity.sections().stream().map(StructureSnapshotTest::text))
                .collect(Collectors.joining("\n"));
        return size + " " + counts.map(String::valueOf).collect(Collectors.joining(" ")) + " " + digest(text);
    }

    /** What the digests are of; activations are counted in a test of their own. */
    private static String text(LayerCost layer) {
        return "LayerCost[module=" + layer.module() + ", kind=" + layer.kind() + ", output=" + layer.output()
                + ", trainable=" + layer.trainable() + ", frozen=" + layer.frozen() + ", buffers=" + layer.buffers()
                + ", macs=" + layer.macs() + "]";
    }

    private static String text(Complexity.Section section) {
        return "Section[name=" + section.name() + ", output=" + section.output() + ", trainable="
                + section.trainable() + ", frozen=" + section.frozen() + ", buffers=" + section.buffers() + ", macs="
                + section.macs() + "]";
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

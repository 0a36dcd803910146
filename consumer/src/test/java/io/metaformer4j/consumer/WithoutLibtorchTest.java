package io.metaformer4j.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.evaluation.Classifier;
import io.metaformer4j.evaluation.FeatureExtractor;
import io.metaformer4j.evaluation.Prediction;
import io.metaformer4j.evaluation.explain.GradCam;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that has the engine for processors and no libtorch on its class path, and brings an engine of its own, too. */
class WithoutLibtorchTest {

    private static final String SERVICE = "META-INF/services/io.metaformer4j.engine.Engine";

    @Test
    void neither_libtorch_nor_its_engine_is_on_the_class_path() {
        assertThat(System.getProperty("java.class.path").split(File.pathSeparator))
                .noneMatch(entry -> entry.contains("pytorch") || entry.contains("metaformer4j-torch"))
                .noneMatch(entry -> Path.of(entry).toString().contains("torch" + File.separator + "target"));
        assertThat(Engines.standard().all()).extracting(Engine::name).containsExactly("cpu", "stub");
        assertThat(Engines.standard().preferred(Engines.Needs.ANSWERS).name()).isEqualTo("cpu");
    }

    @Test
    void what_the_engine_for_processors_lacks_is_said_before_anything_is_loaded() {
        assertThatThrownBy(() ->
                        MetaFormers.standard().load(ModelRequest.embedded().withCapabilities(Capability.GRADIENTS)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("no engine on the class path", "cpu has no gradients", "metaformer4j-torch");
    }

    @Test
    void a_picture_is_classified(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("red.png");
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.filled(40, 30, 220, 30, 30).writePng(out);
        }
        try (LoadedModel model = MetaFormers.standard().load(ModelRequest.embedded())) {
            List<Prediction> all = Classifier.of(model).classify(file, 10);
            assertThat(all).hasSize(10);
            assertThat(all.get(0).label()).isIn(model.description().classNames());
            assertThat(all.stream().mapToDouble(Prediction::probability).sum()).isCloseTo(1, within(1e-9));
            assertThat(FeatureExtractor.of(model).extract(file).stages())
                    .hasSameSizeAs(model.architecture().stages());
            assertThatThrownBy(() -> GradCam.ofLastStage(model))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("torch engine");
        }
    }

    /** Whether a folder or jar has an engine. */
    private static boolean hasEngine(String entry) {
        Path path = Path.of(entry);
        if (!Files.isRegularFile(path)) {
            return Files.exists(path.resolve(SERVICE));
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.getEntry(SERVICE) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a process of its own, since this one has engines. */
    @Test
    void without_any_engine_one_sentence_says_what_to_add(@TempDir Path copy) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !hasEngine(entry))
                .collect(Collectors.joining(File.pathSeparator));
        Path own = Path.of(WithoutEngine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path type = Path.of(WithoutEngine.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(copy.resolve(type).getParent());
        Files.copy(own.resolve(type), copy.resolve(type));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        copy + File.pathSeparator + classPath,
                        WithoutEngine.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(child.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(printed).isZero();
        assertThat(printed.strip())
                .isEqualTo("there is no engine that could run a network; add one to the class path, for instance the"
                        + " library metaformer4j-torch");
    }
}

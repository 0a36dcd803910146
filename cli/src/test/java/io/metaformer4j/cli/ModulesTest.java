package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Engine;
import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The modules of Java: tests run on the class path, so what stands on the module path is tried in other processes. */
class ModulesTest {

    private static final String OURS = "io.metaformer4j.";
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** What only the tests put on the class path. */
    private static final Set<String> TEST_LIBRARIES = Set.of(
            "junit", "assertj", "archunit", "surefire", "byte-buddy", "opentest4j", "apiguardian", "test-classes");

    @TempDir
    Path folder;

    @Test
    void every_directory_with_sources_is_a_module_of_its_own_name() throws IOException {
        Set<String> undescribed = new TreeSet<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(ROOT, path -> hasSources(path))) {
            for (Path module : modules) {
                String name = OURS + module.getFileName();
                Path descriptor = module.resolve("src/main/java/module-info.java");
                if (!Files.exists(descriptor) || !Files.readString(descriptor).contains("module " + name + " {")) {
                    undescribed.add(name);
                }
            }
        }
        assertThat(undescribed).isEmpty();
    }

    /** Engines: one for each module that has one. */
    @Test
    void services_are_the_same_on_the_class_path_and_the_module_path() throws IOException {
        Map<String, List<String>> ofModulePath = new TreeMap<>();
        Map<String, List<String>> ofClassPath = new TreeMap<>();
        for (ModuleDescriptor module : ours().toList()) {
            for (ModuleDescriptor.Provides service : module.provides()) {
                ofModulePath.put(module.name() + " " + service.service(), service.providers());
            }
            Path services = ROOT.resolve(module.name().substring(OURS.length()))
                    .resolve("src/main/resources/META-INF/services");
            if (Files.isDirectory(services)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(services)) {
                    for (Path file : files) {
                        ofClassPath.put(module.name() + " " + file.getFileName(), Files.readAllLines(file));
                    }
                }
            }
        }
        assertThat(ofModulePath)
                .isEqualTo(ofClassPath)
                .containsKeys(OURS + "torch " + Engine.class.getName(), OURS + "runtime " + Engine.class.getName());
    }

    @Test
    void decoders_kernels_and_layers_are_hidden() {
        assertThat(ours().flatMap(module -> module.exports().stream())
                        .filter(export -> !export.isQualified())
                        .map(ModuleDescriptor.Exports::source))
                .contains("io.metaformer4j.zoo.catalog", "io.metaformer4j.vision", "io.metaformer4j.evaluation")
                .doesNotContain(
                        "io.metaformer4j.weights.pickle",
                        "io.metaformer4j.weights.disk",
                        "io.metaformer4j.vision.decode.jpeg",
                        "io.metaformer4j.vision.data.format",
                        "io.metaformer4j.vision.data.format.idx",
                        "io.metaformer4j.runtime.kernel",
                        "io.metaformer4j.runtime.plan",
                        "io.metaformer4j.torch.kernel",
                        "io.metaformer4j.torch.layer",
                        "io.metaformer4j.torch.network");
    }

    @Test
    void the_descriptor_in_the_guide_compiles() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/guide/java-api.md"));
        Matcher block =
                Pattern.compile("```text\\n(module .*?)```", Pattern.DOTALL).matcher(guide);
        assertThat(block.find()).isTrue();
        Path source = Files.writeString(folder.resolve("module-info.java"), block.group(1));
        String modules =
                Arrays.stream(modulePath()).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-p",
                        modules,
                        "-d",
                        folder.resolve("out").toString(),
                        source.toString());
        assertThat(status).isZero();
    }

    /** Its own process: the embedded model through JSON, an engine found as a service, and libtorch's modules of natives. */
    @Test
    void a_picture_is_classified_from_the_module_path() throws Exception {
        assertThat(run("classify", photograph().toString(), "--model", "embedded"))
                .contains("%  cat");
    }

    /** All records that are stored as JSON, written and read again. */
    @Test
    void a_run_is_made_and_resumed_from_the_module_path() throws Exception {
        for (String label : List.of("cat", "dog")) {
            Path copy = folder.resolve("data").resolve(label).resolve("one.jpg");
            Files.createDirectories(copy.getParent());
            Files.copy(photograph(), copy);
        }
        String data = folder.resolve("data").toString();
        String output = folder.resolve("run").toString();
        run("train", data, "--model", "embedded", "--weights", "pretrained", "--epochs", "1", "--output", output);
        assertThat(run("train", data, "--resume", "--epochs", "2", "--output", output))
                .contains("epoch 2/2");
        assertThat(folder.resolve("run/model.json")).exists();
    }

    private static Path photograph() {
        return ROOT.resolve("cli/src/main/resources/io/metaformer4j/cli/demo/photographs/cat.jpg");
    }

    private static boolean hasSources(Path module) {
        return Files.isDirectory(module.resolve("src/main/java"));
    }

    private static Path[] modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> TEST_LIBRARIES.stream()
                        .noneMatch(Path.of(entry).getFileName().toString()::contains))
                .map(Path::of)
                .toArray(Path[]::new);
    }

    private static Stream<ModuleDescriptor> ours() {
        return ModuleFinder.of(modulePath()).findAll().stream()
                .map(ModuleReference::descriptor)
                .filter(module -> module.name().startsWith(OURS));
    }

    private String run(String... arguments) throws Exception {
        ModuleFinder finder = ModuleFinder.of(modulePath());
        Configuration resolved = Configuration.resolve(
                finder, List.of(ModuleLayer.boot().configuration()), ModuleFinder.of(), List.of(OURS + "cli"));
        assertThat(resolved.modules().stream().map(ResolvedModule::name)).contains(OURS + "torch", OURS + "zoo");
        // libraries of natives are modules that nothing requires, since which ones there are depends on the platform
        String natives = finder.findAll().stream()
                .map(module -> module.descriptor().name())
                .filter(name -> name.startsWith("org.bytedeco."))
                .collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-p",
                Arrays.stream(modulePath()).map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "--add-modules",
                natives,
                "-m",
                OURS + "cli/io.metaformer4j.cli.Main"));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("log.txt");
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = child.waitFor(5, TimeUnit.MINUTES);
        child.toHandle().destroyForcibly(); // does nothing to one that has ended
        String text = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended)
                .as(String.format(Locale.ROOT, "%s ends within five minutes; it said: %s", arguments[0], text))
                .isTrue();
        assertThat(child.exitValue())
                .as(String.format(Locale.ROOT, "%s said: %s", arguments[0], text))
                .isZero();
        return text;
    }
}

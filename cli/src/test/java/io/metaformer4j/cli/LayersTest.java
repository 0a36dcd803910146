package io.metaformer4j.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The layers of the project: a module depends only on modules below it. */
class LayersTest {

    private static final String PACKAGES = "io.metaformer4j.";

    /**
     * Every module with those that it may use, and through them what these may use; engines use no other engine. What is not
     * written yet stands here already, so that it finds its place.
     */
    private static final Map<String, Set<String>> MODULES = Map.ofEntries(
            Map.entry("zoo", Set.<String>of()),
            Map.entry("weights", Set.of("zoo")),
            Map.entry("vision", Set.of("zoo")),
            Map.entry("engine", Set.of("weights", "vision")),
            Map.entry("testing", Set.of("engine")),
            Map.entry("torch", Set.of("engine")),
            Map.entry("runtime", Set.of("engine")),
            Map.entry("onnx", Set.of("engine")),
            Map.entry("models", Set.of("engine")),
            Map.entry("evaluation", Set.of("models")),
            Map.entry("training", Set.of("evaluation", "torch")),
            Map.entry("dense", Set.of("training")),
            Map.entry("server", Set.of("evaluation")),
            Map.entry("spark", Set.of("evaluation")),
            Map.entry("cli", Set.of("training", "dense", "runtime", "onnx", "server", "spark")),
            Map.entry("benchmarks", Set.of("cli")),
            Map.entry("fixtures", Set.<String>of()));

    /** What may be missing here: modules that are planned, and those that are not on the class path of these tests. */
    private static final Set<String> OPTIONAL = Set.of("dense", "server", "spark", "benchmarks", "fixtures");

    private static final Set<String> LOADERS = Set.of(
            "NativeLibraries.load", "TorchException.translate", "TensorScope.open", "TensorScope.scoped", "Tensors.of");

    /** What a module may use, directly or through others. */
    private static Set<String> below(String module) {
        Set<String> below = new TreeSet<>(MODULES.get(module));
        MODULES.get(module).forEach(used -> below.addAll(below(used)));
        return below;
    }

    @Test
    void a_module_depends_only_on_modules_below_it() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String module : MODULES.keySet()) {
            layers = (OPTIONAL.contains(module) ? layers.optionalLayer(module) : layers.layer(module))
                    .definedBy(PACKAGES + module + "..");
        }
        for (String module : MODULES.keySet()) {
            Set<String> below = below(module);
            layers = below.isEmpty()
                    ? layers.whereLayer(module).mayNotAccessAnyLayer()
                    : layers.whereLayer(module).mayOnlyAccessLayers(below.toArray(String[]::new));
        }
        layers.check(ProjectCode.CLASSES);
    }

    @Test
    void every_package_belongs_to_a_module_whose_place_is_known() throws IOException {
        for (Path file : ProjectCode.sources("main")) {
            if (ProjectCode.isType(file)) {
                String module = file.getName(1).toString();
                assertThat(MODULES)
                        .as("%s%s has no layer; say in LayersTest which modules it may use", PACKAGES, module)
                        .containsKey(module);
                Path folder = file.subpath(5, file.getNameCount() - 1);
                assertThat(folder.startsWith(Path.of("io", "metaformer4j", module)))
                        .as("%s lies in module %s, whose packages begin with %s%s", file, module, PACKAGES, module)
                        .isTrue();
            }
        }
    }

    @Test
    void modules_to_come_have_their_places() {
        for (String engine : Set.of("torch", "runtime", "onnx")) {
            assertThat(below(engine)).containsExactly("engine", "vision", "weights", "zoo");
        }
        for (String service : Set.of("server", "spark")) {
            assertThat(below(service)).contains("evaluation", "models").doesNotContain("torch", "training");
        }
        assertThat(below("dense")).contains("training", "torch");
        assertThat(below("cli")).contains("runtime", "onnx", "dense", "server", "spark");
    }

    @Test
    void the_zoo_needs_nothing_but_the_jdk() {
        noClasses()
                .that()
                .resideInAPackage("io.metaformer4j.zoo..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.metaformer4j.zoo..", "java..")
                .check(ProjectCode.CLASSES);
    }

    @Test
    void only_torch_and_training_touch_libtorch() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.metaformer4j.zoo..",
                        "io.metaformer4j.weights..",
                        "io.metaformer4j.vision..",
                        "io.metaformer4j.engine..",
                        "io.metaformer4j.models..",
                        "io.metaformer4j.evaluation..",
                        "io.metaformer4j.server..",
                        "io.metaformer4j.spark..",
                        "io.metaformer4j.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(ProjectCode.CLASSES);
    }

    @Test
    void whoever_may_be_the_first_to_touch_libtorch_loads_it_whole() {
        codeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(
                        "io.metaformer4j.torch",
                        "io.metaformer4j.torch.natives",
                        "io.metaformer4j.torch.run",
                        "io.metaformer4j.training..")
                .and(describe(
                        "are public and can be called without anything that holds native memory",
                        LayersTest::mayComeFirst))
                .and(describe("call libtorch", unit -> unit.getAccessesFromSelf().stream()
                        .anyMatch(LayersTest::isNative)))
                .should(ArchCondition.from(describe("load the native libraries before", LayersTest::loadsNatives)))
                .check(ProjectCode.CLASSES);
    }

    /** Where an object or argument holds tensors, the libraries have been loaded. */
    private static boolean mayComeFirst(JavaCodeUnit unit) {
        boolean isPublic = unit.getModifiers().contains(JavaModifier.PUBLIC)
                && unit.getOwner().getModifiers().contains(JavaModifier.PUBLIC);
        boolean isCalledOnObject =
                unit instanceof JavaMethod && !unit.getModifiers().contains(JavaModifier.STATIC);
        return isPublic
                && !(isCalledOnObject && (unit.getOwner().isInterface() || holdsNatives(unit.getOwner())))
                && unit.getParameterTypes().stream()
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .noneMatch(LayersTest::holdsNatives);
    }

    private static boolean holdsNatives(JavaClass type) {
        return holdsNatives(type, new HashSet<>());
    }

    /** Types may hold each other, so each is looked at once. */
    private static boolean holdsNatives(JavaClass type, Set<JavaClass> seen) {
        if (type.getPackageName().startsWith("org.bytedeco")) {
            return true;
        }
        return seen.add(type)
                && type.getAllFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .flatMap(field -> field.getAllInvolvedRawTypes().stream())
                        .filter(LayersTest::isOursOrNative)
                        .anyMatch(field -> holdsNatives(field, seen));
    }

    private static boolean isOursOrNative(JavaClass type) {
        return type.getPackageName().startsWith("org.bytedeco")
                || type.getPackageName().startsWith("io.metaformer4j");
    }

    private static boolean isNative(JavaAccess<?> access) {
        return access.getTargetOwner().getPackageName().startsWith("org.bytedeco")
                && !access.getTargetOwner().isEnum();
    }

    private static boolean loadsNatives(JavaCodeUnit unit) {
        return unit.getCallsFromSelf().stream()
                .anyMatch(call -> LOADERS.contains(call.getTargetOwner().getSimpleName() + "."
                        + call.getTarget().getName()));
    }
}

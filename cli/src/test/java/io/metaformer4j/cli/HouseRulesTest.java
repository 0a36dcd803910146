package io.metaformer4j.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The floors of the house: a room knows only rooms below it. */
class HouseRulesTest {

    private static final Set<String> LOADERS = Set.of(
            "NativeLibraries.load", "TorchException.translate", "TensorScope.open", "TensorScope.scoped", "Tensors.of");

    private static final int LONGEST_FILE = 300;
    private static final int LONGEST_TEST = 400;
    private static final int LARGEST_PACKAGE = 18;

    /** The operations of a plan are one vocabulary, a record each, and who reads one reads them all. */
    private static final Map<Path, Integer> LARGER_PACKAGES = Map.of(Path.of("io/metaformer4j/zoo/plan"), 19);

    private static JavaClasses classes;

    /** All classes but those of the benchmarks, which nothing depends on: only the rules about files see these. */
    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.metaformer4j");
    }

    @Test
    void a_room_knows_only_rooms_below_it() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("zoo")
                .definedBy("io.metaformer4j.zoo..")
                .layer("weights")
                .definedBy("io.metaformer4j.weights..")
                .layer("vision")
                .definedBy("io.metaformer4j.vision..")
                .layer("engine")
                .definedBy("io.metaformer4j.engine..")
                .layer("torch")
                .definedBy("io.metaformer4j.torch..")
                .layer("models")
                .definedBy("io.metaformer4j.models..")
                .layer("evaluation")
                .definedBy("io.metaformer4j.evaluation..")
                .layer("training")
                .definedBy("io.metaformer4j.training..")
                .layer("cli")
                .definedBy("io.metaformer4j.cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("training")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("evaluation")
                .mayOnlyBeAccessedByLayers("training", "cli")
                .whereLayer("models")
                .mayOnlyBeAccessedByLayers("evaluation", "training", "cli")
                .whereLayer("torch")
                .mayOnlyBeAccessedByLayers("training", "cli")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("torch", "models", "evaluation", "training", "cli")
                .whereLayer("vision")
                .mayOnlyBeAccessedByLayers("engine", "torch", "models", "evaluation", "training", "cli")
                .whereLayer("weights")
                .mayOnlyBeAccessedByLayers("engine", "torch", "models", "evaluation", "training", "cli")
                .check(classes);
    }

    @Test
    void the_zoo_needs_nothing_but_the_jdk() {
        noClasses()
                .that()
                .resideInAPackage("io.metaformer4j.zoo..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.metaformer4j.zoo..", "java..")
                .check(classes);
    }

    @Test
    void only_the_torch_floor_and_what_stands_on_it_touch_libtorch() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.metaformer4j.zoo..",
                        "io.metaformer4j.weights..",
                        "io.metaformer4j.vision..",
                        "io.metaformer4j.engine..",
                        "io.metaformer4j.models..",
                        "io.metaformer4j.evaluation..",
                        "io.metaformer4j.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(classes);
    }

    @Test
    void whoever_may_be_the_first_to_touch_libtorch_loads_it_whole() {
        codeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(
                        "io.metaformer4j.torch", "io.metaformer4j.torch.natives", "io.metaformer4j.training..")
                .and(describe(
                        "are public and can be called without anything that holds native memory",
                        HouseRulesTest::mayComeFirst))
                .and(describe("call libtorch", unit -> unit.getAccessesFromSelf().stream()
                        .anyMatch(HouseRulesTest::isNative)))
                .should(ArchCondition.from(describe("load the native libraries before", HouseRulesTest::loadsNatives)))
                .check(classes);
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
                        .noneMatch(HouseRulesTest::holdsNatives);
    }

    private static boolean holdsNatives(JavaClass type) {
        return type.getPackageName().startsWith("org.bytedeco")
                || type.getAllFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .flatMap(field -> field.getAllInvolvedRawTypes().stream())
                        .filter(field -> !field.equals(type) && isOursOrNative(field))
                        .anyMatch(HouseRulesTest::holdsNatives);
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

    @Test
    void packages_are_free_of_cycles() {
        slices().matching("io.metaformer4j.(*)..").should().beFreeOfCycles().check(classes);
        slices().matching("io.metaformer4j.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void there_is_no_static_mutable_state() {
        fields().that().areStatic().should().beFinal().check(classes);
    }

    @Test
    void only_the_command_prints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.metaformer4j.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(classes);
    }

    @Test
    void reports_show_names_of_tests_as_sentences(TestInfo test) {
        assertThat(test.getDisplayName()).startsWith("reports show names of tests as sentences");
    }

    @Test
    void the_bill_of_materials_lists_every_module_that_is_published() throws Exception {
        List<String> modules = texts(Path.of("../pom.xml"), "/project/modules/module").stream()
                .filter(module ->
                        !Set.of("bom", "benchmarks", "consumer", "fixtures").contains(module))
                .map(module -> "metaformer4j-" + module)
                .toList();
        assertThat(texts(Path.of("../bom/pom.xml"), "//dependencyManagement//artifactId"))
                .containsExactlyInAnyOrderElementsOf(modules);
        assertThat(texts(Path.of("../bom/pom.xml"), "//dependencyManagement//version"))
                .containsOnly("${project.version}");
    }

    private static List<String> texts(Path pom, String path) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        NodeList found =
                (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }

    @Test
    void files_and_packages_are_of_a_size_to_be_read() throws IOException {
        Map<Path, Integer> packages = new TreeMap<>();
        for (Path file : sources("main")) {
            assertThat(lines(file)).as(file.toString()).isLessThanOrEqualTo(LONGEST_FILE);
            if (isType(file)) {
                packages.merge(file.getParent(), 1, Integer::sum);
            }
        }
        assertThat(packages)
                .allSatisfy((folder, types) ->
                        assertThat(types).as(folder.toString()).isLessThanOrEqualTo(largest(folder)));
        for (Path file : sources("test")) {
            assertThat(lines(file)).as(file.toString()).isLessThanOrEqualTo(LONGEST_TEST);
        }
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private static int largest(Path folder) {
        return LARGER_PACKAGES.entrySet().stream()
                .filter(larger -> folder.endsWith(larger.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(LARGEST_PACKAGE);
    }

    private static boolean isType(Path file) {
        return !file.endsWith("package-info.java") && !file.endsWith("module-info.java");
    }

    @Test
    void rules_about_files_see_every_module() throws IOException {
        assertThat(sources("main"))
                .extracting(file -> String.valueOf(file.getName(1)))
                .contains("benchmarks", "cli", "zoo");
    }

    @Test
    void no_simple_name_is_used_twice() throws IOException {
        Map<String, List<Path>> names = new TreeMap<>();
        for (Path file : sources("main")) {
            if (isType(file)) {
                names.computeIfAbsent(String.valueOf(file.getFileName()), key -> new ArrayList<>())
                        .add(file);
            }
        }
        assertThat(names.values()).allMatch(files -> files.size() == 1);
    }

    /** The sources of all modules, benchmarks included. */
    private static List<Path> sources(String kind) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."))) {
            for (Path module : modules) {
                Path root = module.resolve("src").resolve(kind).resolve("java");
                if (Files.isDirectory(root)) {
                    try (Stream<Path> files = Files.walk(root)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }
}

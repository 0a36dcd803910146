package io.metaformer4j.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.metaformer4j.evaluation.explain.Explainer;
import io.metaformer4j.training.objective.CustomObjective;
import io.metaformer4j.training.objective.ObjectiveSpec;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.zoo.architecture.TokenMixer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Rules for the code of every module; {@link LayersTest} and {@link NamesTest} have those for dependencies and names. */
class HouseRulesTest {

    private static final int LONGEST_FILE = 300;
    private static final int LONGEST_TEST = 400;
    private static final int LARGEST_PACKAGE = 16;

    /**
     * Packages that are one thing each, so that no part of one would be a package of its own:
     *
     * <ul>
     *   <li>cli.output: all that is printed goes through the same few writers, which escape it;
     *   <li>training.checkpoint: the files in the folder of a run agree with each other, or it does not go on;
     *   <li>training.step: one update, whose parts hand each other slices of one batch;
     *   <li>vision.transform: crops and their descriptions for validation and training share geometry and workspace;
     *   <li>weights.hub: one download, whose parts nobody else is to see;
     *   <li>zoo.architecture: the description of a network is one vocabulary, and its visitors know all of it;
     *   <li>zoo.plan: the operations of a plan are one vocabulary, a record each, and who reads one reads them all.
     * </ul>
     */
    private static final Map<Path, Integer> LARGER_PACKAGES = Map.of(
            Path.of("io/metaformer4j/cli/output"), 17,
            Path.of("io/metaformer4j/training/checkpoint"), 18,
            Path.of("io/metaformer4j/training/step"), 18,
            Path.of("io/metaformer4j/vision/transform"), 18,
            Path.of("io/metaformer4j/weights/hub"), 18,
            Path.of("io/metaformer4j/zoo/architecture"), 18,
            Path.of("io/metaformer4j/zoo/plan"), 19);

    /** What an interface promises stands in one test, which a class for each kind extends, named after that. */
    private static final Map<Class<?>, String> CONTRACTS = Map.of(
            Explainer.class, "ExplainerContractTest",
            ObjectiveSpec.class, "ObjectiveContractTest",
            OptimizerSpec.class, "OptimizerContractTest",
            Decay.class, "ScheduleContractTest",
            TokenMixer.class, "TokenMixerContractTest");

    @Test
    void packages_are_free_of_cycles() {
        slices().matching("io.metaformer4j.(*)..").should().beFreeOfCycles().check(ProjectCode.CLASSES);
        slices().matching("io.metaformer4j.(**)").should().beFreeOfCycles().check(ProjectCode.CLASSES);
    }

    @Test
    void there_is_no_static_mutable_state() {
        fields().that().areStatic().should().beFinal().check(ProjectCode.CLASSES);
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
                .check(ProjectCode.CLASSES);
    }

    @Test
    void every_kind_keeps_the_contract_of_its_interface() throws IOException {
        String tests = ProjectCode.sources("test").stream().map(Documents::text).collect(Collectors.joining());
        CONTRACTS.forEach((contract, test) -> assertThat(kinds(contract))
                .as("kinds of %s", contract)
                .isNotEmpty()
                .allSatisfy(kind -> assertThat(Pattern.compile(
                                        "\\bclass " + kind + "(Optimizer|Contract)?(Test)? extends " + test + "\\b")
                                .matcher(tests)
                                .find())
                        .as("a test of %s that extends %s", kind, test)
                        .isTrue()));
    }

    /** Their simple names, but for what only stands in recipes and does nothing. */
    private static List<String> kinds(Class<?> contract) {
        return ProjectCode.CLASSES.stream()
                .filter(type -> type.isAssignableTo(contract) && !type.isInterface())
                .filter(type -> !type.isEquivalentTo(CustomObjective.class))
                .map(JavaClass::getSimpleName)
                .toList();
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
        for (Path file : ProjectCode.sources("main")) {
            assertThat(lines(file)).as(file.toString()).isLessThanOrEqualTo(LONGEST_FILE);
            if (ProjectCode.isType(file)) {
                packages.merge(file.getParent(), 1, Integer::sum);
            }
        }
        assertThat(packages)
                .allSatisfy((folder, types) ->
                        assertThat(types).as(folder.toString()).isLessThanOrEqualTo(largest(folder)));
        for (Path file : ProjectCode.sources("test")) {
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

    @Test
    void rules_about_files_see_every_module() throws IOException {
        assertThat(ProjectCode.sources("main"))
                .extracting(file -> String.valueOf(file.getName(1)))
                .contains("benchmarks", "cli", "zoo");
    }
}

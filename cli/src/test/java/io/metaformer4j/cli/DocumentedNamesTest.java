package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files, classes, modules and profiles that the pages for contributors speak about are there. */
class DocumentedNamesTest {

    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern FILE =
            Pattern.compile("[\\w./-]+\\.(md|json|xml|gz|tsv|yml|properties)|[\\w.-]+(/[\\w.-]+)+");
    private static final Pattern CLASS = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(?:\\.([A-Z]\\w*))?");
    private static final Pattern MAVEN = Pattern.compile("(?m)^\\s*(?:\\./mvnw|mvn) ([^#\\n]+)");
    private static final Pattern OPTION = Pattern.compile("(-pl |-P|-Dtest=)'?([\\w,*]+)");

    /** A row of a table: number, unit, class. */
    private static final Pattern LIMIT = Pattern.compile("(?m)^\\|[^|]*\\| ([\\d,]+)(?: (\\w+))? \\| `(\\w+)` \\|$");

    private static final Pattern CONSTANT = Pattern.compile("= (\\d[\\d_]*)L?(?: << (\\d+))?;");

    private static List<Path> files;
    private static Map<String, List<Path>> sources;

    @BeforeAll
    static void find() throws IOException {
        files = Documents.files();
        sources = files.stream()
                .filter(file -> file.toString().endsWith(".java"))
                .collect(Collectors.groupingBy(
                        file -> file.getFileName().toString().replace(".java", "")));
    }

    private static Stream<String> code(String document) {
        return CODE.matcher(Documents.text(Documents.ROOT.resolve(document)))
                .results()
                .map(match -> match.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTRIBUTING.md", "SECURITY.md"})
    void files_are_where_they_are_said_to_be(String document) {
        assertThat(code(document).filter(FILE.asMatchPredicate()))
                .allSatisfy(name -> assertThat(files).as(name).anyMatch(isOrLiesBelow(name)));
    }

    @Test
    void there_are_files_and_classes_to_look_for() {
        assertThat(code("CONTRIBUTING.md").filter(FILE.asMatchPredicate())).hasSizeGreaterThan(5);
        assertThat(code("CONTRIBUTING.md").filter(CLASS.asMatchPredicate())).hasSizeGreaterThan(20);
    }

    /** A path is one from the project's folder; a bare name is looked for everywhere. */
    private static Predicate<Path> isOrLiesBelow(String name) {
        return name.contains("/")
                ? file ->
                        file.normalize().startsWith(Documents.ROOT.resolve(name).normalize())
                : file -> file.endsWith(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTRIBUTING.md", "SECURITY.md"})
    void classes_are_called_so(String document) {
        assertThat(code(document).filter(CLASS.asMatchPredicate())).isNotEmpty().allSatisfy(name -> {
            var parts = CLASS.matcher(name);
            assertThat(parts.matches()).isTrue();
            if (parts.group(1).equals("IOException")) {
                return;
            }
            assertThat(sources).as(name).containsKey(parts.group(1));
            if (parts.group(2) != null) {
                assertThat(sources.get(parts.group(1))).as(name).anyMatch(file -> Documents.text(file)
                        .matches("(?s).*\\b(interface|class|record|enum) " + parts.group(2) + "\\b.*"));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/parity.md"})
    void maven_is_asked_for_modules_profiles_and_tests_that_there_are(String document) {
        String text = Documents.text(Documents.ROOT.resolve(document));
        Stream<String> commands = Stream.concat(
                MAVEN.matcher(text).results().map(match -> match.group(1)),
                code(document).filter(code -> code.startsWith("./mvnw ") || code.startsWith("mvn ")));
        assertThat(commands)
                .isNotEmpty()
                .allSatisfy(command -> OPTION.matcher(command).results().forEach(option -> {
                    for (String value : option.group(2).split(",", -1)) {
                        assertThat(isThere(option.group(1), value)).as(command).isTrue();
                    }
                }));
    }

    private static boolean isThere(String option, String value) {
        return switch (option) {
            case "-pl " -> Files.exists(Documents.ROOT.resolve(value).resolve("pom.xml"));
            case "-P" ->
                files.stream().filter(file -> file.endsWith("pom.xml")).anyMatch(file -> Documents.text(file)
                        .contains("<id>" + value + "</id>"));
            default -> sources.keySet().stream().anyMatch(name -> name.matches(value.replace("*", ".*")));
        };
    }

    @Test
    void limits_are_those_of_the_classes_beside_them() {
        assertThat(LIMIT.matcher(Documents.text(Documents.ROOT.resolve("SECURITY.md")))
                        .results())
                .hasSizeGreaterThan(10)
                .allSatisfy(limit -> assertThat(sources.get(limit.group(3)))
                        .as(limit.group())
                        .anyMatch(file -> constants(file).contains(number(limit.group(1), limit.group(2)))));
    }

    private static long number(String digits, String unit) {
        long factor =
                switch (unit == null ? "" : unit) {
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    default -> 1;
                };
        return Long.parseLong(digits.replace(",", "")) * factor;
    }

    /** The values of a file's constants, such as {@code 4_000_000} and {@code 64L << 20}. */
    private static Set<Long> constants(Path file) {
        return CONSTANT.matcher(Documents.text(file))
                .results()
                .map(constant -> Long.parseLong(constant.group(1).replace("_", ""))
                        << (constant.group(2) == null ? 0 : Integer.parseInt(constant.group(2))))
                .collect(Collectors.toSet());
    }
}

package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README and the documents tell people to type or to write. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?:[A-Z_]+=\\S+ )*\\./metaformer ([^#\\n]+)");
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("benchmarks/README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    static List<String> commands() throws IOException {
        return documents().stream()
                .map(DocumentationTest::text)
                .map(text -> text.replaceAll("\\\\\\n\\s*", " "))
                .flatMap(text -> COMMAND.matcher(text).results())
                .map(match -> match.group(1).strip())
                .filter(command -> !command.endsWith("..."))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_has_the_options_that_it_is_shown_with(String command) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        String[] arguments = command.replace("'", "").split("\\s+");
        assertThatCode(() -> MetaFormerCommand.create(nowhere, nowhere).parseArgs(arguments))
                .doesNotThrowAnyException();
    }

    @Test
    void there_are_commands_to_check() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(8).contains("demo");
    }

    @Test
    void the_programs_of_the_readme_compile(@TempDir Path classes) {
        List<String> programs = PROGRAM.matcher(text(ROOT.resolve("README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(programs).isNotEmpty();
        for (int i = 0; i < programs.size(); i++) {
            assertThat(errors("Readme" + i, programs.get(i), classes)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void links_lead_somewhere(Path document) {
        assertThat(LINK.matcher(text(document)).results().map(match -> match.group(1)))
                .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
    }

    private static List<String> errors(String name, String statements, Path classes) {
        String source =
                "import io.metaformer4j.evaluation.*;\nimport io.metaformer4j.models.*;\nimport java.nio.file.Path;\nclass "
                        + name + " {\n  void run() throws Exception {\n" + statements + "  }\n}\n";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(null, null, diagnostics, options, null, List.of(file)).call();
        return diagnostics.getDiagnostics().stream().map(Object::toString).toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("document '" + file + "' cannot be read", e);
        }
    }
}

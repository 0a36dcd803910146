package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
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

    private static final Pattern COMMAND = Pattern.compile("(?m)^(?:[A-Z_]+=\\S+ )*\\./metaformer ([^#\\n]+)");
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    /** What the programs of the documents may leave out. */
    private static final String IMPORTS =
            """
            import io.metaformer4j.engine.*;
            import io.metaformer4j.engine.quantize.*;
            import io.metaformer4j.evaluation.*;
            import io.metaformer4j.evaluation.embedding.*;
            import io.metaformer4j.evaluation.explain.*;
            import io.metaformer4j.evaluation.invariance.*;
            import io.metaformer4j.evaluation.prediction.*;
            import io.metaformer4j.evaluation.speed.*;
            import io.metaformer4j.evaluation.validation.*;
            import io.metaformer4j.models.*;
            import io.metaformer4j.torch.*;
            import io.metaformer4j.training.*;
            import io.metaformer4j.training.recipe.*;
            import io.metaformer4j.vision.*;
            import io.metaformer4j.vision.corruption.*;
            import io.metaformer4j.vision.data.*;
            import io.metaformer4j.vision.data.layout.*;
            import io.metaformer4j.vision.data.location.*;
            import io.metaformer4j.vision.decode.*;
            import io.metaformer4j.vision.decode.limits.*;
            import io.metaformer4j.vision.labels.*;
            import io.metaformer4j.vision.loader.*;
            import io.metaformer4j.vision.operation.*;
            import io.metaformer4j.vision.transform.*;
            import io.metaformer4j.weights.*;
            import io.metaformer4j.weights.convert.*;
            import io.metaformer4j.weights.file.*;
            import io.metaformer4j.weights.hub.*;
            import io.metaformer4j.weights.load.*;
            import io.metaformer4j.zoo.*;
            import io.metaformer4j.zoo.architecture.*;
            import io.metaformer4j.zoo.catalog.*;
            import io.metaformer4j.zoo.cost.*;
            import io.metaformer4j.zoo.plan.*;
            import java.nio.file.Path;
            import java.util.*;
            """;

    static List<Path> documents() throws IOException {
        return Documents.all();
    }

    static List<String> programs() throws IOException {
        return documents().stream()
                .flatMap(file -> PROGRAM.matcher(Documents.text(file)).results())
                .map(match -> match.group(1))
                .toList();
    }

    static List<String> commands() throws IOException {
        return documents().stream()
                .flatMap(DocumentationTest::commandsOf)
                .distinct()
                .toList();
    }

    /** The commands of one document, in its order. */
    static Stream<String> commandsOf(Path document) {
        String text = Documents.text(document).replaceAll("\\\\\\n\\s*", " ");
        return COMMAND.matcher(text)
                .results()
                .map(match -> match.group(1).strip())
                .filter(command -> !command.endsWith("..."));
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

    @ParameterizedTest
    @MethodSource("programs")
    void every_program_compiles(String program, @TempDir Path classes) {
        assertThat(errors(program, classes)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void links_lead_somewhere(Path document) {
        assertThat(LINK.matcher(Documents.text(document)).results().map(match -> match.group(1)))
                .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
    }

    @Test
    void the_whole_program_trains_and_classifies(@TempDir Path folder) throws Exception {
        String program = programs().stream()
                .filter(DocumentationTest::isWhole)
                .reduce((one, other) -> fail("which of two whole programs is to run?"))
                .orElseThrow();
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertThat(errors(program, classes)).isEmpty();
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        Path run = folder.resolve("run");
        String[] arguments = {
            data.toString(), run.toString(), data.resolve("val/warm/4.png").toString()
        };
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass(nameOf(program)).getMethod("main", String[].class).invoke(null, (Object) arguments);
        }
        assertThat(run.resolve("model.safetensors")).exists();
        assertThat(Files.readAllLines(run.resolve("log.csv"))).hasSize(4);
    }

    /** Whether a program names what it imports, and is no part of another. */
    private static boolean isWhole(String program) {
        return program.startsWith("import ");
    }

    private static String nameOf(String program) {
        Matcher name = CLASS.matcher(program);
        return isWhole(program) && name.find() ? name.group(1) : "Program";
    }

    private static List<String> errors(String program, Path classes) {
        String source = isWhole(program)
                ? program
                : IMPORTS + "class Program {\n  void run() throws Exception {\n" + program + "  }\n}\n";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + nameOf(program) + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(null, null, diagnostics, options, null, List.of(file)).call();
        return diagnostics.getDiagnostics().stream().map(Object::toString).toList();
    }
}

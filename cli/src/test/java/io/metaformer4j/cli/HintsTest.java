package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.catalog.Catalog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every hint in every message can be followed where it is printed. */
class HintsTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> LIBRARY =
            List.of("zoo", "weights", "vision", "torch", "onnx", "evaluation", "training");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");
    private static final Pattern BUILD_FLAG = Pattern.compile("(?<![\\w-])-P[a-z]+");
    private static final Pattern IDENTIFIER = Pattern.compile("\\b[a-z]+[A-Z][A-Za-z]*\\b");
    private static final Pattern VARIABLE = Pattern.compile("\\b(?:METAFORMER|HF)_[A-Z_]+\\b");

    /** The tool whose option it is stands before it. */
    private static final Pattern OF_ANOTHER_TOOL = Pattern.compile("\\b(?:tar|iconv) -[-\\w]+");

    @TempDir
    private Path folder;

    /** A program that uses the library has no command line, and the commands have different options. */
    @Test
    void the_library_names_no_options_of_the_command() {
        for (String module : LIBRARY) {
            messages(module).forEach((file, texts) -> assertThat(texts)
                    .as(file.toString())
                    .map(text -> OF_ANOTHER_TOOL.matcher(text).replaceAll(""))
                    .noneMatch(text -> OPTION.matcher(text).find())
                    .noneMatch(text -> BUILD_FLAG.matcher(text).find()));
        }
    }

    /** Somebody at a terminal cannot set a field of a record. */
    @Test
    void the_library_advises_nothing_that_only_a_program_could_do() {
        for (String module : LIBRARY) {
            messages(module).forEach((file, texts) -> assertThat(texts)
                    .as(file.toString())
                    .filteredOn(text -> text.contains("; "))
                    .noneMatch(text -> IDENTIFIER
                            .matcher(text.substring(text.lastIndexOf("; ")))
                            .find()));
        }
    }

    @Test
    void a_command_names_only_options_that_it_has() {
        Map<String, List<CommandSpec>> users = users();
        messages("cli").forEach((file, texts) -> {
            String type = file.getFileName().toString().replace(".java", "");
            List<CommandSpec> commands = users.getOrDefault(type, List.of());
            for (String option : found(OPTION, texts)) {
                if (commands.isEmpty()) {
                    assertThat(all()).as(file + " " + option).anyMatch(spec -> spec.findOption(option) != null);
                } else {
                    assertThat(commands).as(file + " " + option).allMatch(spec -> spec.findOption(option) != null);
                }
            }
        });
        assertThat(users).containsKeys("ValidateCommand", "ModelArguments", "DeviceArguments", "DemoCommand");
    }

    @Test
    void errors_of_all_commands_name_only_options_that_all_have() {
        List<String> options = new ArrayList<>();
        for (String type : List.of("ErrorPrinter", "ErrorMessage")) {
            options.addAll(found(OPTION, messages("cli").get(source(type))));
        }
        assertThat(options).contains("--help", "--stacktrace");
        assertThat(all()).allSatisfy(spec -> assertThat(options).allMatch(option -> spec.findOption(option) != null));
    }

    @Test
    void variables_of_the_environment_are_read_somewhere() throws IOException {
        String readers = Files.readString(ROOT.resolve("metaformer"))
                + Files.readString(ROOT.resolve("weights/src/main/java/io/metaformer4j/weights/hub/HubSettings.java"))
                + Files.readString(ROOT.resolve("cli/src/main/java/io/metaformer4j/cli/rank/StarterVariables.java"));
        List<String> named = new ArrayList<>();
        Stream.concat(LIBRARY.stream(), Stream.of("cli"))
                .forEach(module -> messages(module).values().forEach(texts -> named.addAll(found(VARIABLE, texts))));
        assertThat(named).contains("METAFORMER_JAVA_OPTS").allMatch(readers::contains);
    }

    @Test
    void advice_of_the_library_is_still_given_in_the_words_that_options_are_told_for() {
        String library = LIBRARY.stream()
                .flatMap(module -> messages(module).values().stream())
                .flatMap(Collection::stream)
                .reduce("", (a, b) -> a + "\n" + b);
        for (OptionHint hint : OptionHint.ALL) {
            assertThat(library).contains(hint.advice());
            assertThat(hint.options())
                    .allSatisfy(option -> assertThat(all()).anyMatch(spec -> spec.findOption(option) != null));
        }
    }

    @Test
    void weights_of_another_size_are_refused_with_the_options_of_the_command() throws IOException {
        Path weights = folder.resolve("seven.safetensors");
        SafetensorsWriter.write(
                weights,
                new InitialWeights(1)
                        .draw(Catalog.standard()
                                .get("poolformer_s12")
                                .architecture()
                                .withClasses(7)),
                Map.of());
        Path picture = folder.resolve("a.png");
        try (OutputStream out = Files.newOutputStream(picture)) {
            Picture.filled(32, 32, 9, 9, 9).writePng(out);
        }
        String out = folder.resolve("out.safetensors").toString();
        CommandResult classify = CommandResult.of(
                "classify", picture.toString(), "--model", "poolformer_s12", "--weights", weights.toString());
        assertThat(classify.code()).isEqualTo(1);
        assertThat(classify.err().lines()).hasSize(1);
        assertThat(classify.err()).endsWith("(--num-classes, --fresh-head)" + System.lineSeparator());
        CommandResult convert = CommandResult.of("convert", weights.toString(), out, "--model", "poolformer_s12");
        assertThat(convert.code()).isEqualTo(1);
        assertThat(convert.err()).contains("(--num-classes)").doesNotContain("--fresh-head");
    }

    /** Commands by the type whose options and messages they share. */
    private static Map<String, List<CommandSpec>> users() {
        Map<String, List<CommandSpec>> users = new LinkedHashMap<>();
        for (CommandSpec spec : all()) {
            collect(spec, spec, users);
        }
        return users;
    }

    private static void collect(CommandSpec part, CommandSpec command, Map<String, List<CommandSpec>> users) {
        users.computeIfAbsent(part.userObject().getClass().getSimpleName(), type -> new ArrayList<>())
                .add(command);
        part.mixins().values().forEach(mixin -> collect(mixin, command, users));
    }

    private static List<CommandSpec> all() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return MetaFormerCommand.create(nowhere, nowhere).getSubcommands().values().stream()
                .flatMap(line -> Stream.concat(Stream.of(line), line.getSubcommands().values().stream()))
                .map(CommandLine::getCommandSpec)
                .filter(spec -> !spec.name().equals("help"))
                .toList();
    }

    private static Path source(String type) {
        return messages("cli").keySet().stream()
                .filter(file -> file.endsWith(type + ".java"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> found(Pattern pattern, List<String> texts) {
        return texts.stream()
                .flatMap(text -> pattern.matcher(text).results())
                .map(result -> result.group())
                .toList();
    }

    /** The string literals of a module by source file, joined where they are joined by a plus. */
    private static Map<Path, List<String>> messages(String module) {
        Map<Path, List<String>> messages = new LinkedHashMap<>();
        try (Stream<Path> tree = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            for (Path file :
                    tree.filter(path -> path.toString().endsWith(".java")).toList()) {
                String code = Files.readString(file)
                        .replaceAll("(?m)^\\s*(?:/\\*|\\*|//).*$", "")
                        .replaceAll("\"\\s*\\+\\s*\"", "");
                messages.put(
                        file,
                        LITERAL.matcher(code).results().map(r -> r.group(1)).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return messages;
    }
}

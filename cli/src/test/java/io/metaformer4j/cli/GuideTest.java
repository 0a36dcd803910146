package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's commands do what they are shown for. */
class GuideTest {

    /** The pages in which commands follow each other. */
    private static final List<String> PAGES = List.of(
            "classify.md",
            "predict.md",
            "features.md",
            "embed.md",
            "explain.md",
            "data.md",
            "fine-tune.md",
            "validate.md",
            "robustness.md",
            "corruptions.md",
            "invariance.md",
            "benchmark.md",
            "cpu-engine.md",
            "quantization.md",
            "convert.md",
            "onnx.md");

    /** The network, files that are not part of the project, and measurements of large networks. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?<!embedded --weights )pretrained|hf:|https:|imagenet|poolformer_s12\\.pth|in21k\\.pth"
                    + "|benchmark caformer|cifar10|train fashion");

    /** What the guide calls files and folders; commands find them in a folder of the test's. */
    private static final Set<String> NAMES = Set.of("cat.jpg", "photos", "pets", "runs", "out");

    @TempDir
    private static Path folder;

    @BeforeAll
    static void lay_out_the_pictures() throws IOException {
        Path cat = CommandFiles.photograph(folder, "cat.jpg");
        CommandFiles.copy(cat, folder.resolve("photos/cat/1.jpg"));
        CommandFiles.copy(CommandFiles.photograph(folder, "dog.jpg"), folder.resolve("photos/dog/1.jpg"));
        for (String part : List.of("train", "val")) {
            for (String kind : List.of("cat", "dog")) {
                for (int i = 0; i < 4; i++) {
                    CommandFiles.copy(
                            folder.resolve(kind + ".jpg"),
                            folder.resolve("pets/" + part + "/" + kind + "/" + i + ".jpg"));
                }
            }
        }
        Files.createDirectory(folder.resolve("out"));
    }

    @Test
    void its_commands_succeed_in_the_order_of_its_pages() {
        List<String> commands = PAGES.stream()
                .map(page -> Documents.ROOT.resolve("docs/guide").resolve(page))
                .flatMap(DocumentationTest::commandsOf)
                .filter(command -> !ELSEWHERE.matcher(command).find())
                .toList();
        assertThat(commands).hasSizeGreaterThan(15).allSatisfy(command -> {
            CommandResult result = CommandResult.of(arguments(command));
            assertThat(result.code()).as("%s: %s", command, result.err()).isZero();
        });
    }

    private static String[] arguments(String command) {
        return Stream.of(command.replace("'", "").split("\\s+", -1))
                .map(word -> NAMES.contains(word.replaceAll("/.*", ""))
                        ? folder.resolve(word).toString()
                        : word)
                .toArray(String[]::new);
    }
}

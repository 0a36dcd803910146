package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page about a run that {@code train} leaves in its folder. */
class RunReportOptionTest {

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void write() throws IOException {
        data = TwoColours.write(folder.resolve("colours"), 8, 4);
    }

    private CommandResult train(String run, String... more) {
        String[] command = {
            "train", data.toString(), "--output", folder.resolve(run).toString()
        };
        CommandResult result = CommandResult.of(
                Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    private CommandResult begin(String run, String... more) throws IOException {
        List<String> options = new ArrayList<>(
                List.of("--model", CommandFiles.tinyModel(folder).toString(), "--epochs", "2", "--batch-size", "8"));
        options.addAll(List.of(more));
        return train(run, options.toArray(String[]::new));
    }

    @Test
    void a_run_ends_with_a_page_that_has_its_best_metric_and_all_pictures() throws Exception {
        CommandResult result = begin("run");
        Path file = folder.resolve("run/report.html");
        assertThat(result.out()).contains("report: " + file);
        Document page =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        List<String> log = Files.readAllLines(folder.resolve("run/log.csv"));
        int top1 = List.of(log.get(0).split(",", -1)).indexOf("validation_top1");
        double best = log.stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[top1]))
                .max()
                .orElseThrow();
        assertThat(page.getDocumentElement().getTextContent())
                .contains(String.format(Locale.ROOT, "%.2f %%", best), "trained on colours", "warm", "cold");
        assertThat(sums(page)).containsExactly("4", "4");
        String html = Files.readString(file);
        assertThat(html).doesNotContain(folder.toString(), "<script", "http:", "https:");
        Files.delete(file);
        train("run", "--resume"); // nothing is left to train, and nothing was measured
        assertThat(file).hasContent(html);
    }

    /** How many pictures each row of the matrix has. */
    private static List<String> sums(Document page) {
        List<String> sums = new ArrayList<>();
        NodeList cells = page.getElementsByTagName("td");
        for (int i = 0; i < cells.getLength(); i++) {
            if (((Element) cells.item(i)).getAttribute("class").equals("sum")) {
                sums.add(cells.item(i).getTextContent());
            }
        }
        return sums;
    }

    @Test
    void a_run_without_a_page_is_possible() throws IOException {
        CommandResult result = begin("plain", "--no-report");
        assertThat(result.out()).contains("done: ").doesNotContain("report:");
        assertThat(folder.resolve("plain/model.json")).exists();
        assertThat(folder.resolve("plain/report.html")).doesNotExist();
    }
}

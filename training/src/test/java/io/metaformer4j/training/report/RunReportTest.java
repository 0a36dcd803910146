package io.metaformer4j.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.validation.PredictedClasses;
import io.metaformer4j.evaluation.validation.PredictionSink.Answer;
import io.metaformer4j.evaluation.validation.PredictionSink.Scored;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.Trainer;
import io.metaformer4j.training.TrainingListener;
import io.metaformer4j.training.TrainingResult;
import io.metaformer4j.training.TrainingTask;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.distributed.SharedValidation;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.catalog.SmallModels;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page about a run, read as XML. */
class RunReportTest {

    private static final String HEADER =
            "epoch,update,samples,learning_rate,train_loss,validation_top1,validation_top5,validation_loss\n";
    private static final String LOG = HEADER
            + "0,7,56,0.004,1.2,50.0000,100.0000,1.100000\n"
            + "1,14,112,0.002,0.8,75.0000,100.0000,0.900000\n"
            + "2,21,168,0.001,0.5,62.5000,100.0000,1.000000\n";
    private static final String CELLS = "//table[@class='matrix']//td[@class='hit' or @class='miss']";
    private static final String EVIL = "<b>&\"";

    /** Noise, which takes the most memory. */
    private static final List<Sample> PIXELS =
            IntStream.range(0, 30).mapToObj(RunReportTest::pixels).toList();

    @TempDir
    private Path folder;

    private static RunReport report(List<String> classes) {
        ModelDescription model = ModelDescription.of(
                        "tiny " + EVIL,
                        SmallModels.convFormer(List.of(8, 16), List.of(1, 2), classes.size()),
                        Runs.MODEL.preprocessing())
                .withLabels(classes);
        return RunReport.of(model, Runs.recipe(3, 1, 1), "</title><script>pets", 60);
    }

    /** Answers to pictures, each given by its class, what it is taken for, and how probable that is in percent. */
    private static RunReport with(RunReport report, int[]... pictures) {
        List<InMemoryDataset.Entry<ClassTarget>> entries = new ArrayList<>();
        PredictedClasses answers = PredictedClasses.ofPictures(pictures.length);
        for (int i = 0; i < pictures.length; i++) {
            String name = i + "/" + EVIL + ".png";
            Sample sample = PIXELS.get(i % PIXELS.size());
            entries.add(new InMemoryDataset.Entry<>(name, sample, new ClassTarget(pictures[i][0])));
            answers.accept(
                    new Answer(i, name, pictures[i][0], List.of(new Scored(pictures[i][1], pictures[i][2] / 100.0))));
        }
        return report.withAnswers(InMemoryDataset.of(report.model().classNames(), entries), answers);
    }

    private static Sample pixels(int seed) {
        byte[] rgb = new byte[120 * 100 * Picture.CHANNELS];
        new SplittableRandom(seed).nextBytes(rgb);
        return new Sample.Pixels(Picture.of(120, 100, rgb));
    }

    private static List<String> classes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "kind " + i).toList();
    }

    private static List<String> texts(String html, String path) throws Exception {
        InputSource source = new InputSource(new StringReader(html));
        Document page =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source);
        NodeList found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, page, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }

    private static long sum(List<String> cells) {
        return cells.stream()
                .mapToLong(cell -> Long.parseLong(cell.split(" ", -1)[0].replace(",", "")))
                .sum();
    }

    @Test
    void names_from_outside_are_text_and_nothing_is_fetched_or_run() throws Exception {
        String html = with(
                        report(List.of(EVIL, "dog")), new int[] {0, 0, 90}, new int[] {0, 1, 80}, new int[] {1, 1, 70})
                .toHtml(LOG);
        assertThat(texts(html, "//script | //link | //a | //iframe")).isEmpty();
        assertThat(texts(html, "//table[@class='matrix']//th[@scope='row']")).containsExactly(EVIL, "dog");
        assertThat(texts(html, "//h1")).containsExactly("tiny " + EVIL);
        assertThat(texts(html, "//p[@class='lead']")).containsExactly("trained on </title><script>pets");
        assertThat(texts(html, "//figcaption/small")).contains("1/" + EVIL + ".png");
        assertThat(texts(html, "//img/@src")).hasSize(3).allSatisfy(source -> assertThat(source)
                .startsWith("data:image/"));
        assertThat(html).doesNotContain(EVIL, "<script", "http:", "https:", "url(", "@import", "javascript");
    }

    @Test
    void an_example_has_the_numbers_that_were_counted_by_hand() throws Exception {
        String html = with(
                        report(List.of("cat", "dog")),
                        new int[] {0, 0, 90},
                        new int[] {0, 0, 99},
                        new int[] {0, 1, 80},
                        new int[] {1, 1, 70})
                .toHtml(LOG);
        assertThat(texts(html, CELLS)).containsExactly("2 67 %", "1 33 %", "1 100 %");
        assertThat(texts(html, "//td[@class='sum']")).containsExactly("3", "1");
        assertThat(texts(html, "//table[not(@class)]/tbody/tr[1]/*"))
                .containsExactly("cat", "dog", "1", "33.3 %", "cat", "3", "2", "66.7 %", "", "dog (1)");
        assertThat(texts(html, "//figure[@class='wrong']//figcaption/b")).containsExactly("dog");
        assertThat(texts(html, "//figure[@class='right']//figcaption/b")).containsExactly("cat", "dog");
    }

    @Test
    void results_are_those_of_the_last_epoch_and_of_the_best_one() throws Exception {
        String html = report(classes(3)).withBestEpoch(1).toHtml(LOG);
        assertThat(texts(html, "//table[@class='figures']//th"))
                .containsExactly(
                        "", "Last epoch (3)", "Best epoch (2)", "Top-1", "Top-5", "Validation loss", "Training loss");
        assertThat(texts(html, "//table[@class='figures']//td"))
                .containsExactly("62.50 %", "75.00 %", "100.00 %", "100.00 %", "1.0000", "0.9000", "0.5000", "0.8000");
        assertThat(texts(html, "//*[@class='mark-name']")).containsExactly("best: epoch 2", "best: epoch 2");
        assertThat(texts(html, "//*[@class='chart-title']"))
                .containsExactly(
                        "Loss", "Accuracy on the validation pictures", "Learning rate at the end of the epoch");
    }

    @Test
    void whatever_a_validation_measured_has_a_curve() throws Exception {
        String log = "epoch,update,samples,learning_rate,train_loss,validation_rank_error\n0,7,56,0.004,1.2,0.25\n";
        String html = report(classes(3)).toHtml(log);
        assertThat(texts(html, "//*[@class='chart-title']"))
                .containsExactly("Training loss", "Rank error", "Learning rate at the end of the epoch");
        assertThat(texts(html, "//table[@class='figures']//td")).containsExactly("0.2500", "1.2000");
    }

    @Test
    void one_epoch_without_validation_and_no_epoch_at_all_are_pages_too() throws Exception {
        String html = report(classes(3)).toHtml(HEADER + "0,7,56,0.004,1.2,,,\n");
        assertThat(texts(html, "//h2")).containsExactly("Results", "Curves", "Recipe");
        assertThat(texts(html, "//table[@class='figures']//td")).containsExactly("1.2000");
        assertThat(html).doesNotContain("NaN", "Infinity");
        assertThat(texts(report(classes(3)).toHtml(HEADER), "//h2")).containsExactly("Recipe");
        assertThat(texts(html, "//pre")).singleElement().satisfies(recipe -> assertThat(recipe.strip())
                .isEqualTo(Runs.recipe(3, 1, 1).toJson().strip()));
    }

    @Test
    void one_class_that_is_always_right_has_no_mistakes_to_show() throws Exception {
        String html = with(report(classes(1)), new int[] {0, 0, 100}).toHtml(LOG);
        assertThat(texts(html, CELLS)).containsExactly("1 100 %");
        assertThat(html).contains("No picture was taken for another class.").doesNotContain("Mistakes of which");
    }

    @Test
    void many_classes_stay_a_small_page_that_counts_every_picture() throws Exception {
        for (int count : new int[] {100, 1000}) {
            int[][] pictures = new int[3 * count][];
            for (int i = 0; i < pictures.length; i++) {
                int label = i % count;
                pictures[i] = new int[] {label, i % 7 == 0 ? (label + i) % count : label, 50 + i % 50};
            }
            String html = with(report(classes(count)), pictures).toHtml(LOG);
            assertThat(html.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(700_000);
            assertThat(texts(html, "//table[@class='matrix']/tbody/tr")).hasSize(30);
            assertThat(sum(texts(html, CELLS))).isEqualTo(90);
            assertThat(sum(texts(html, "//td[@class='sum']"))).isEqualTo(90);
            assertThat(texts(html, "//div[@class='scroll rows']//tbody/tr")).hasSize(Math.min(count, 200));
            assertThat(texts(html, "//figure")).hasSize(24);
        }
    }

    @Test
    void pictures_that_can_no_longer_be_read_are_left_out() throws Exception {
        PredictedClasses answers = PredictedClasses.ofPictures(2);
        answers.accept(new Answer(0, "broken", 0, List.of(new Scored(1, 0.9))));
        answers.accept(new Answer(1, "sound", 0, List.of(new Scored(1, 0.8))));
        Dataset<ClassTarget> pictures = InMemoryDataset.of(
                classes(2),
                List.of(
                        new InMemoryDataset.Entry<>(
                                "broken",
                                new Sample.Encoded(EncodedImage.of(new byte[9], "broken")),
                                new ClassTarget(0)),
                        new InMemoryDataset.Entry<>("sound", PIXELS.get(0), new ClassTarget(0))));
        String html = report(classes(2)).withAnswers(pictures, answers).toHtml(LOG);
        assertThat(texts(html, "//figcaption/small")).containsExactly("sound");
    }

    @Test
    void a_run_that_was_resumed_leaves_the_same_page() throws Exception {
        Path whole = folder.resolve("whole");
        Path stopped = folder.resolve("stopped");
        train(whole, Long.MAX_VALUE, false);
        train(stopped, 5, false);
        assertThat(stopped.resolve("report.html")).doesNotExist();
        train(stopped, Long.MAX_VALUE, true);
        assertThat(stopped.resolve("report.html")).hasSameBinaryContentAs(whole.resolve("report.html"));
        String html = Files.readString(whole.resolve("report.html"));
        assertThat(sum(texts(html, CELLS))).isEqualTo(60);
    }

    private static void train(Path output, long stopAt, boolean resume) throws IOException {
        TrainingTask<ClassTarget> plain = Runs.task(Runs.recipe(2, 1, 1), output);
        ValidationOptions options =
                ValidationOptions.of(plain.model().preprocessing()).withWorkers(0);
        SharedValidation validation = new SharedValidation(RankGroup.alone(), options, plain.data(), skipped -> {});
        TrainingTask<ClassTarget> task = Runs.with(plain, plain.data(), validation);
        try (Trainer trainer = resume ? Trainer.resume(task) : Trainer.start(task)) {
            TrainingResult result = trainer.listen(new TrainingListener() {
                        @Override
                        public void stepped(StepReport report) {
                            if (report.update() == stopAt) {
                                trainer.requestStop();
                            }
                        }
                    })
                    .run();
            if (result.finished()) {
                RunReport.of(task.model(), task.recipe(), "squares", task.data().size())
                        .withBestEpoch(result.position().bestEpoch())
                        .withAnswers(task.data(), validation.predictions().orElseThrow())
                        .write(output);
            }
        }
    }
}

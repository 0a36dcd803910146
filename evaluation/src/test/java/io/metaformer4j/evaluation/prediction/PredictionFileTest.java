package io.metaformer4j.evaluation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.evaluation.prediction.PredictionColumn.ValueType;
import io.metaformer4j.evaluation.prediction.PredictionColumns.Headings;
import io.metaformer4j.evaluation.prediction.PredictionColumns.LabelForm;
import io.metaformer4j.evaluation.prediction.PredictionColumns.OutputForm;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredictionFileTest {

    private static final LabelSet NAMES = LabelSet.of("things", List.of("cup, mug", "\"pen\"", "plain"));
    private static final Logits LOGITS = Logits.of(new float[] {0.5f, 2, -1}, 0, 3);

    private final LoadedModel model = TinyModels.model(NAMES);

    @TempDir
    private Path folder;

    private Path pictures;

    @BeforeEach
    void writePictures() throws IOException {
        pictures = ManyPictures.write(folder.resolve("p"), 7, 2, 4, 5);
        Files.move(pictures.resolve("3.png"), pictures.resolve("3, x.png"));
    }

    @AfterEach
    void closeModel() {
        model.close();
    }

    private static PredictionColumns columns(int best, boolean separate, boolean index, boolean errors) {
        return new PredictionColumns(
                best,
                separate,
                /* fullName= */ true,
                index,
                Optional.of(LabelForm.DESCRIPTION),
                Optional.of(OutputForm.LOGIT),
                /* features= */ false,
                errors,
                Headings.STANDARD);
    }

    private StreamOptions options() {
        return StreamOptions.of(model.preprocessing()).withBatchSize(2).withWorkers(2);
    }

    private PredictionFile open(Path file, PredictionFormat format, PredictionColumns columns, boolean resume)
            throws IOException {
        try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures)) {
            RunIdentity identity = RunIdentity.of(model, dataset, options(), "test");
            return PredictionFile.open(file, format, columns, model, identity, resume);
        }
    }

    private void predict(Path output, PredictionFormat format, PredictionColumns columns, boolean resume)
            throws IOException {
        try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures);
                PredictionFile file = open(output, format, columns, resume)) {
            Predictor.of(model, options()).predict(dataset, file.done(), file);
            assertThat(file.broken()).isEqualTo(3);
            file.finish();
        }
    }

    private void interrupt(Path output, PredictionFormat format, PredictionColumns columns, int batches)
            throws IOException {
        try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures);
                PredictionFile file = open(output, format, columns, /* resume= */ false)) {
            assertThatThrownBy(() -> Predictor.of(model, options())
                            .predict(dataset, 0, ManyPictures.failingAfter(batches, file)))
                    .hasMessage("the disk is full");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_run_that_is_gone_on_with_writes_what_an_uninterrupted_one_writes(PredictionFormat format)
            throws IOException {
        for (boolean errors : new boolean[] {true, false}) {
            PredictionColumns columns = columns(2, /* separate= */ false, /* index= */ true, errors);
            Path whole = folder.resolve("whole" + errors);
            predict(whole, format, columns, /* resume= */ false);
            for (int batches = 0; batches < 4; batches++) {
                Path parts = folder.resolve("parts" + errors + batches);
                interrupt(parts, format, columns, batches);
                Path partial = folder.resolve("parts" + errors + batches + ".partial");
                if (batches > 0) {
                    Files.writeString(partial, "half a r", StandardOpenOption.APPEND);
                }
                assertThat(parts).doesNotExist();
                predict(parts, format, columns, /* resume= */ true);
                assertThat(parts).hasSameBinaryContentAs(whole);
                assertThat(partial).doesNotExist();
            }
        }
    }

    @Test
    void other_models_data_and_columns_do_not_go_on() throws IOException {
        Path output = folder.resolve("out.csv");
        PredictionColumns columns = columns(1, /* separate= */ false, /* index= */ false, /* errors= */ true);
        interrupt(output, PredictionFormat.CSV, columns, 1);
        assertThatThrownBy(() -> open(output, PredictionFormat.JSON, columns, /* resume= */ true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("(format)");
        try (LoadedModel other = TinyModels.model(NAMES.size());
                Dataset<Unlabelled> dataset = ManyPictures.open(pictures)) {
            RunIdentity identity = RunIdentity.of(other, dataset, options(), "test");
            assertThatThrownBy(() -> PredictionFile.open(output, PredictionFormat.CSV, columns, other, identity, true))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("(model)");
        }
        try (Dataset<Unlabelled> dataset = ManyPictures.open(pictures)) {
            RunIdentity larger = RunIdentity.of(model, dataset, options().withBatchSize(3), "test");
            assertThatThrownBy(() -> PredictionFile.open(output, PredictionFormat.CSV, columns, model, larger, true))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("(batch size)");
        }
        ManyPictures.write(pictures, 9);
        assertThatThrownBy(() -> open(output, PredictionFormat.CSV, columns, /* resume= */ true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("(data)");
    }

    @Test
    void formats_hold_one_row_for_each_picture() throws IOException {
        PredictionColumns columns = columns(1, /* separate= */ false, /* index= */ false, /* errors= */ true);
        Path csv = folder.resolve("out.csv");
        predict(csv, PredictionFormat.CSV, columns, /* resume= */ false);
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines).hasSize(8);
        assertThat(lines.get(0)).isEqualTo("filename,label,logit,error");
        assertThat(lines.get(3)).startsWith("2.png,,,").doesNotEndWith(",");
        assertThat(lines.get(4)).startsWith("\"3, x.png\",").endsWith(",");
        Path records = folder.resolve("out.jsonl");
        predict(records, PredictionFormat.JSON_RECORDS, columns, /* resume= */ false);
        assertThat(Files.readAllLines(records)).hasSize(7).allMatch(line -> line.startsWith("{\"filename\":\""));
        assertThat(Files.readAllLines(records).get(2)).contains("\"error\":\"").doesNotContain("logit");
        Path array = folder.resolve("out.json");
        predict(array, PredictionFormat.JSON, columns, /* resume= */ false);
        assertThat(Files.readString(array))
                .isEqualTo("[\n" + Files.readString(records).strip().replace("\n", ",\n") + "\n]\n");
    }

    private static PredictionTable table(PredictionColumns columns, PredictionFormat format) {
        return new PredictionTable(columns, Optional.of(NAMES), TinyArchitectures.classifier(3), format);
    }

    private static List<String> headings(PredictionColumns columns) {
        return table(columns, PredictionFormat.CSV).headings();
    }

    private static String row(PredictionColumns columns) {
        PredictionTable table = table(columns, PredictionFormat.CSV);
        return PredictionFormat.CSV.row(
                table.headings(), table.row("a/b.png", new PictureAnswer(LOGITS, Optional.empty())), true);
    }

    /** The columns of timm's inference script for the same options. */
    @Test
    void columns_are_those_of_timm() {
        PredictionColumns one = columns(1, /* separate= */ true, /* index= */ true, /* errors= */ false);
        assertThat(headings(one)).containsExactly("filename", "index", "label", "logit");
        assertThat(row(one)).isEqualTo("a/b.png,1,\"\"\"pen\"\"\",2.0\n");
        PredictionColumns two = columns(2, /* separate= */ true, /* index= */ true, /* errors= */ false);
        assertThat(headings(two))
                .containsExactly("filename", "index_0", "index_1", "label_0", "label_1", "logit_0", "logit_1");
        assertThat(row(two)).isEqualTo("a/b.png,1,0,\"\"\"pen\"\"\",\"cup, mug\",2.0,0.5\n");
        PredictionColumns lists = columns(2, /* separate= */ false, /* index= */ true, /* errors= */ false);
        assertThat(headings(lists)).containsExactly("filename", "index", "label", "logit");
        assertThat(row(lists))
                .isEqualTo("a/b.png,\"[1,0]\",\"[\"\"\\\"\"pen\\\"\"\"\",\"\"cup, mug\"\"]\",\"[2.0,0.5]\"\n");
        PredictionColumns all = columns(0, /* separate= */ true, /* index= */ true, /* errors= */ false);
        assertThat(headings(all)).containsExactly("filename", "logit_0", "logit_1", "logit_2");
        assertThat(row(all)).isEqualTo("a/b.png,0.5,2.0,-1.0\n");
        assertThat(headings(PredictionColumns.standard())).containsExactly("filename", "label", "prob", "error");
        float probability = (float) LOGITS.probability(1);
        assertThat(row(PredictionColumns.standard())).isEqualTo("b.png,\"\"\"pen\"\"\"," + probability + ",\n");
    }

    private static PredictionColumns features(boolean separate) {
        return new PredictionColumns(
                1,
                separate,
                /* fullName= */ true,
                /* index= */ false,
                Optional.empty(),
                Optional.empty(),
                /* features= */ true,
                /* errors= */ true,
                Headings.STANDARD);
    }

    /** The last stage of the network has 12 channels. */
    @Test
    void features_are_columns_of_csv_and_lists_elsewhere() {
        float[] vector = {0.5f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1e-5f};
        PictureAnswer answer = new PictureAnswer(LOGITS, Optional.of(FloatArray.of(vector, List.of(12))));
        PredictionTable spread = table(features(false), PredictionFormat.CSV);
        assertThat(spread.headings())
                .hasSize(14)
                .startsWith("filename", "feature_0", "feature_1")
                .endsWith("feature_11", "error");
        assertThat(PredictionFormat.CSV.row(spread.headings(), spread.row("a.png", answer), true))
                .isEqualTo("a.png,0.5,1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0,10.0,-1.0E-5,\n");
        PredictionTable list = table(features(false), PredictionFormat.JSON_RECORDS);
        assertThat(PredictionFormat.JSON_RECORDS.row(list.headings(), list.row("a.png", answer), true))
                .isEqualTo("{\"filename\":\"a.png\","
                        + "\"features\":[0.5,1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0,10.0,-1.0E-5]}\n");
        assertThat(list.columns()).contains(new PredictionColumn("features", ValueType.REAL, /* list= */ true));
        assertThat(table(features(true), PredictionFormat.JSON_RECORDS).headings())
                .isEqualTo(spread.headings());
        assertThat(list.failed("b.png", "broken").orElseThrow())
                .containsExactly(Cell.text("b.png"), Cell.none(), Cell.text("broken"));
    }

    @Test
    void a_table_with_features_goes_on_with_no_table_without() throws IOException {
        Path output = folder.resolve("out.csv");
        PredictionColumns without = columns(1, /* separate= */ false, /* index= */ false, /* errors= */ true);
        interrupt(output, PredictionFormat.CSV, without, 1);
        assertThatThrownBy(() -> open(output, PredictionFormat.CSV, features(false), /* resume= */ true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("(format)");
    }

    @Test
    void answers_without_features_do_not_fill_a_table_with_them() {
        PredictionTable table = table(features(false), PredictionFormat.CSV);
        assertThatThrownBy(() -> table.row("a.png", new PictureAnswer(LOGITS, Optional.empty())))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("features");
    }

    @Test
    void classes_without_names_are_told_by_their_numbers() {
        PredictionTable table = new PredictionTable(
                PredictionColumns.standard(), Optional.empty(), TinyArchitectures.classifier(3), PredictionFormat.CSV);
        assertThat(table.headings()).containsExactly("filename", "index", "prob", "error");
    }

    @Test
    void classes_of_imagenet_have_wordnet_ids_for_names() {
        float[] logits = new float[1000];
        logits[1] = 1;
        PredictionColumns columns = new PredictionColumns(
                1,
                /* separate= */ false,
                /* fullName= */ true,
                /* index= */ false,
                Optional.of(LabelForm.NAME),
                Optional.empty(),
                /* features= */ false,
                /* errors= */ false,
                Headings.STANDARD);
        PredictionTable table = new PredictionTable(
                columns, Optional.of(LabelSet.imageNet1k()), TinyArchitectures.classifier(1000), PredictionFormat.CSV);
        assertThat(table.row("x.png", new PictureAnswer(Logits.of(logits, 0, 1000), Optional.empty())))
                .containsExactly(Cell.text("x.png"), Cell.text("n01443537"));
    }

    @Test
    void texts_of_any_characters_are_json() {
        assertThat(Cell.jsonOf("a\"\\\n\t\u0001é\ud83d")).isEqualTo("\"a\\\"\\\\\\n\\t\\u0001é\\ud83d\"");
    }

    @Test
    void columns_need_different_names() {
        assertThatThrownBy(() -> new PredictionColumns(
                        1,
                        /* separate= */ false,
                        /* fullName= */ false,
                        /* index= */ false,
                        Optional.of(LabelForm.NAME),
                        Optional.of(OutputForm.PROB),
                        /* features= */ false,
                        /* errors= */ true,
                        new Headings("prob", "index", "label", Optional.empty())))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("different names");
        PredictionColumns numbered = new PredictionColumns(
                2,
                /* separate= */ true,
                /* fullName= */ false,
                /* index= */ false,
                Optional.of(LabelForm.NAME),
                Optional.of(OutputForm.PROB),
                /* features= */ false,
                /* errors= */ false,
                new Headings("prob_1", "index", "label", Optional.empty()));
        assertThatThrownBy(() -> headings(numbered))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("'prob_1'");
    }
}

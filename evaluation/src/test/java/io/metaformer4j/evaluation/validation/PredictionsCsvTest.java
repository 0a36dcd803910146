package io.metaformer4j.evaluation.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.validation.PredictionSink.Answer;
import io.metaformer4j.evaluation.validation.PredictionSink.Scored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionsCsvTest {

    @TempDir
    private Path folder;

    @Test
    void a_line_holds_name_label_and_the_best_classes_with_their_probabilities() throws IOException {
        Path file = folder.resolve("predictions.csv");
        try (PredictionsCsv csv = PredictionsCsv.open(file)) {
            csv.accept(new Answer(0, "cat/1.jpg", 3, List.of(new Scored(3, 0.75), new Scored(5, 0.25))));
            csv.accept(new Answer(1, "a, \"b\".jpg", 0, List.of(new Scored(1, 1), new Scored(0, 1e-9))));
            csv.finish();
        }
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "filename,label,index1,probability1,index2,probability2",
                        "cat/1.jpg,3,3,0.75,5,0.25",
                        "\"a, \"\"b\"\".jpg\",0,1,1.0,0,1.0E-9");
    }

    @Test
    void an_unfinished_table_leaves_the_older_file_and_nothing_else() throws IOException {
        Path file = folder.resolve("predictions.csv");
        Files.writeString(file, "older");
        try (PredictionsCsv csv = PredictionsCsv.open(file)) {
            csv.accept(new Answer(0, "cat/1.jpg", 3, List.of(new Scored(3, 1))));
        }
        assertThat(file).hasContent("older");
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void without_answers_the_file_is_empty() throws IOException {
        Path file = folder.resolve("predictions.csv");
        try (PredictionsCsv csv = PredictionsCsv.open(file)) {
            csv.finish();
        }
        assertThat(file).isEmptyFile();
    }
}

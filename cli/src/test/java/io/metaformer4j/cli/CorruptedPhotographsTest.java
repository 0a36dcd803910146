package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.validation.LabelledPictures;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.vision.corruption.Contrast;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.transform.EvalOperations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded model knows of the photographs of the demonstration once they are made worse. */
class CorruptedPhotographsTest {

    private static final Map<String, String> CLASSES = Map.of(
            "cat.jpg", "cat",
            "dog.jpg", "dog",
            "horse.jpg", "horse",
            "jet.jpg", "airplane",
            "taxis.jpg", "automobile");

    @TempDir
    private Path folder;

    private LoadedModel model;
    private Dataset<ClassTarget> photographs;

    @BeforeEach
    void open() throws IOException {
        for (Map.Entry<String, String> photograph : CLASSES.entrySet()) {
            Path file = CommandFiles.photograph(folder.resolve("all"), photograph.getKey());
            CommandFiles.copy(
                    file, folder.resolve("data").resolve(photograph.getValue()).resolve(photograph.getKey()));
        }
        model = MetaFormers.standard().load(ModelRequest.embedded());
        photographs =
                LabelledPictures.open(folder.resolve("data").toString(), DatasetOptions.standard(), model.labels());
    }

    @AfterEach
    void close() throws IOException {
        photographs.close();
        model.close();
    }

    private ValidationResult validate(EvalOperations operations) {
        ValidationOptions options =
                ValidationOptions.of(model.preprocessing()).withWorkers(1).withOperations(operations);
        return Validator.of(model.network(), options).validate(photographs);
    }

    @Test
    void without_contrast_photographs_are_lost_that_were_known() {
        PictureOperation worst = Contrast.of(new Severity(5));

        ValidationResult clean = validate(EvalOperations.NONE);

        assertThat(clean.images()).isEqualTo(CLASSES.size());
        assertThat(clean.top1()).isEqualTo(100);
        for (EvalOperations place : List.of(EvalOperations.beforeTransform(worst), EvalOperations.onInput(worst))) {
            ValidationResult worse = validate(place);
            assertThat(worse.top1()).isLessThan(clean.top1());
            assertThat(worse.loss()).isGreaterThan(clean.loss());
        }
    }

    @Test
    void with_all_of_the_contrast_they_are_known() {
        ValidationResult same = validate(EvalOperations.onInput(new Contrast(1)));

        assertThat(same.top1()).isEqualTo(100);
    }
}

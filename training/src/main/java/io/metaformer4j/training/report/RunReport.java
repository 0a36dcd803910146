package io.metaformer4j.training.report;

import io.metaformer4j.evaluation.validation.PredictedClasses;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.ResultFiles;
import io.metaformer4j.training.checkpoint.TrainingLog;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A page about a finished run of a classifier, for people: figures, curves, the confusion matrix, the accuracy of each class
 * and some pictures. It is one file of HTML that fetches nothing and runs nothing. It holds nothing that depends on the clock, so
 * that a run that was interrupted and resumed leaves the same bytes as one that was not.
 *
 * <pre>{@code
 * SharedValidation validation = new SharedValidation(RankGroup.alone(), options, pictures, skipped -> {});
 * ... // a task with this validation, and a trainer of it
 * TrainingResult result = trainer.run();
 * if (result.finished()) {
 *     RunReport.of(model, recipe, "pets", task.data().size())
 *             .withBestEpoch(result.position().bestEpoch())
 *             .withAnswers(pictures, validation.predictions().orElseThrow())
 *             .write(task.output());
 * }
 * }</pre>
 *
 * @param model the model that was trained
 * @param recipe the recipe, as the run ended
 * @param data what the data are called
 * @param trainingPictures number of pictures that the network was trained on
 * @param bestEpoch the epoch from 0 whose weights are the best by the validation; none if negative
 * @param answers what the network of the end of the run answered; empty without validation
 */
public record RunReport(
        ModelDescription model,
        TrainingRecipe recipe,
        String data,
        int trainingPictures,
        int bestEpoch,
        Optional<Answers> answers) {

    /**
     * What a network says of the validation pictures.
     *
     * @param pictures the pictures, open as long as the report is used
     * @param predictions what it takes them for
     */
    public record Answers(Dataset<ClassTarget> pictures, PredictedClasses predictions) {}

    /**
     * A report on a run without validation.
     *
     * @param model the model that was trained
     * @param recipe the recipe, as the run ended
     * @param data what the data are called
     * @param trainingPictures number of pictures that the network was trained on
     * @return the report
     */
    public static RunReport of(ModelDescription model, TrainingRecipe recipe, String data, int trainingPictures) {
        return new RunReport(model, recipe, data, trainingPictures, -1, Optional.empty());
    }

    /**
     * The same with a best epoch.
     *
     * @param epoch the epoch from 0; none if negative
     * @return the changed report
     */
    public RunReport withBestEpoch(int epoch) {
        return new RunReport(model, recipe, data, trainingPictures, epoch, answers);
    }

    /**
     * The same with what the network answered.
     *
     * @param pictures the validation pictures, open until the report is written; its labels are outputs of the network
     * @param predictions what the network of the end of the run takes them for
     * @return the changed report
     */
    public RunReport withAnswers(Dataset<ClassTarget> pictures, PredictedClasses predictions) {
        return new RunReport(
                model, recipe, data, trainingPictures, bestEpoch, Optional.of(new Answers(pictures, predictions)));
    }

    /**
     * Writes the page into the folder of the run, in place of an older one, from the log there.
     *
     * @param folder the folder
     * @return the file
     * @throws IOException if the log cannot be read or the page cannot be written; an older page is then unchanged
     */
    public Path write(Path folder) throws IOException {
        String log = TextFile.read(folder.resolve(TrainingLog.FILE_NAME), "log");
        Path file = folder.resolve(ResultFiles.REPORT);
        AtomicFile.write(file, toHtml(log).getBytes(StandardCharsets.UTF_8));
        return file;
    }

    /** The page about a run with a log. */
    String toHtml(String log) {
        return new RunPage(this, RunLog.parse(log)).toHtml();
    }
}

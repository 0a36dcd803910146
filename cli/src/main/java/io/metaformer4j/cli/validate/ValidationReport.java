package io.metaformer4j.cli.validate;

import io.metaformer4j.cli.output.TypedCommand;
import io.metaformer4j.evaluation.calibration.CalibrationFigures;
import io.metaformer4j.evaluation.calibration.TemperatureFit;
import io.metaformer4j.evaluation.report.ModelScore;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.PrintableText;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is told of the validation of one model.
 *
 * @param model the model that was measured
 * @param weights where its weights came from
 * @param averaged whether they are averaged over the training
 * @param name what the user calls it
 * @param data where the data set is
 * @param size pictures of the data set
 * @param preprocessing what was done with each picture
 * @param views the word for the views of each picture
 * @param result what came out
 * @param calibration how well the probabilities fit
 * @param temperature what temperature scaling found, if it was asked for
 */
record ValidationReport(
        ModelDescription model,
        String weights,
        boolean averaged,
        String name,
        String data,
        int size,
        Preprocessing preprocessing,
        String views,
        ValidationResult result,
        CalibrationFigures calibration,
        Optional<TemperatureFit> temperature) {

    /** The model's line in a table of many. */
    ModelScore score() {
        return ModelScore.of(name, model.architecture(), preprocessing, result);
    }

    /** All figures with everything that they depend on. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", model.name());
        document.put("weights", weights);
        document.put("averaged", averaged);
        document.put("data", TypedCommand.withoutSecrets(data));
        document.put("top1", result.top1());
        document.put("top1_err", 100 - result.top1());
        document.put("top5", result.top5());
        document.put("top5_err", 100 - result.top5());
        document.put("loss", result.loss());
        document.put("images", result.images());
        document.put("dataset_size", size);
        document.put("unlabelled", result.unlabelled());
        document.put("skipped", result.skipped().count());
        document.put("seconds", result.seconds());
        document.put("images_per_second", result.imagesPerSecond());
        document.put("param_count", score().parameters());
        document.put("img_size", preprocessing.width());
        document.put("crop_pct", preprocessing.cropRatio());
        document.put("interpolation", preprocessing.interpolation().toString());
        document.put("tta", views);
        document.put("calibration", calibration.toData());
        temperature.ifPresent(fit -> document.put("temperature_scaling", fit.toData()));
        return document;
    }

    /** A few lines for people. */
    void print(PrintWriter out) {
        line(
                out,
                "top-1 %.3f  top-5 %.3f  loss %.4f  (%d images, %.1f images/s)",
                result.top1(),
                result.top5(),
                result.loss(),
                result.images(),
                result.imagesPerSecond());
        line(
                out,
                "calibration: ECE %.2f %%, adaptive %.2f %%, largest %.2f %%, Brier %.4f",
                100 * calibration.expectedError(),
                100 * calibration.adaptiveError(),
                100 * calibration.maximumError(),
                calibration.brier());
        temperature.ifPresent(fit -> line(
                out,
                "temperature %.4f: ECE %.2f %% before, %.2f %% after; NLL %.4f before, %.4f after (%s)",
                fit.temperature(),
                100 * fit.before().expectedError(),
                100 * fit.after().expectedError(),
                fit.before().logLoss(),
                fit.after().logLoss(),
                fit.separate()
                        ? "of the " + fit.after().pictures() + " pictures that it was not found on"
                        : "of the pictures that it was found on"));
        if (temperature.map(TemperatureFit::atLimit).orElse(false)) {
            out.println(
                    "note: the best temperature may lie beyond this one, the last that is tried, as it does where all"
                            + " answers are right; it says little about other pictures, so take more of them");
        }
        if (result.skipped().count() > 0) {
            long skipped = result.skipped().count();
            out.println(skipped + (skipped == 1 ? " picture" : " pictures") + " could not be read and "
                    + (skipped == 1 ? "was left out: " : "were left out, the first: ")
                    + PrintableText.of(result.skipped().first().get(0).name()));
        }
    }

    private static void line(PrintWriter out, String pattern, Object... values) {
        out.println(String.format(Locale.ROOT, pattern, values));
    }
}

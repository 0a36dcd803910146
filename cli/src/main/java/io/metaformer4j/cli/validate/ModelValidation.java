package io.metaformer4j.cli.validate;

import io.metaformer4j.cli.argument.TrainingDataArguments;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.evaluation.calibration.Calibration;
import io.metaformer4j.evaluation.calibration.TemperatureFit;
import io.metaformer4j.evaluation.calibration.TemperatureScaling;
import io.metaformer4j.evaluation.report.ClassCsv;
import io.metaformer4j.evaluation.report.ClassNames;
import io.metaformer4j.evaluation.report.ConfusionCsv;
import io.metaformer4j.evaluation.report.HeatMaps;
import io.metaformer4j.evaluation.report.ValidationPage;
import io.metaformer4j.evaluation.validation.ConfusionMatrix;
import io.metaformer4j.evaluation.validation.LogitsSink;
import io.metaformer4j.evaluation.validation.PredictedClasses;
import io.metaformer4j.evaluation.validation.PredictionSink;
import io.metaformer4j.evaluation.validation.PredictionsCsv;
import io.metaformer4j.evaluation.validation.ValidationListener;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.labels.ClassSubset;
import io.metaformer4j.weights.disk.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The validation of one model on one data set: measures, and writes the files about it. */
final class ModelValidation {

    private final LoadedModel model;
    private final Dataset<ClassTarget> dataset;
    private final ValidationOptions options;
    private final Calibration calibration;
    private final Optional<TemperatureScaling> scaling;
    private final PredictedClasses answers;

    ModelValidation(
            LoadedModel model,
            Dataset<ClassTarget> dataset,
            ValidationOptions options,
            CalibrationArguments calibrations) {
        this.model = model;
        this.dataset = dataset;
        this.options = options;
        this.calibration = calibrations.calibration();
        this.scaling = calibrations.scaling();
        this.answers = PredictedClasses.ofPictures(dataset.size());
    }

    /**
     * Measures the model.
     *
     * @param task what progress is shown of
     * @param predictions receives every answer, if it is a file
     * @param err receives progress and notes
     * @return what came out
     */
    ValidationResult run(String task, Optional<Path> predictions, PrintWriter err) throws IOException {
        Validator validator = Validator.of(model.network(), options);
        int classes = compared(model, options).size();
        scaling.ifPresent(some -> some.requireFits(dataset.size(), classes));
        ValidationResult result;
        try (CommandProgress progress = CommandProgress.start(err, task, dataset.size(), " images")) {
            ValidationListener listener =
                    at -> progress.at(at.done(), String.format(Locale.ROOT, "top-1 %.2f", at.top1()));
            result = predictions.isPresent()
                    ? store(validator, listener, predictions.get())
                    : validator.validate(dataset, listener, answers, logits());
        }
        result.notes().forEach(note -> err.println("note: " + note));
        return result;
    }

    private ValidationResult store(Validator validator, ValidationListener listener, Path file) throws IOException {
        try (PredictionsCsv csv = PredictionsCsv.open(file)) {
            PredictionSink both = answer -> {
                answers.accept(answer);
                csv.accept(answer);
            };
            ValidationResult result = validator.validate(dataset, listener, both, logits());
            csv.finish();
            return result;
        }
    }

    private LogitsSink logits() {
        List<LogitsSink> sinks = new ArrayList<>(List.of(calibration));
        scaling.ifPresent(sinks::add);
        return LogitsSink.all(sinks);
    }

    /** What is told of it. */
    ValidationReport report(String name, String data, String views, ValidationResult result) {
        Optional<TemperatureFit> temperature = scaling.map(TemperatureScaling::fit);
        return new ValidationReport(
                model.description(),
                model.weights(),
                model.averaged(),
                name,
                data,
                dataset.size(),
                options.preprocessing(),
                views,
                result,
                calibration.figures(),
                temperature);
    }

    /** Writes the files that are made at the end. */
    void write(ValidationReport report, ValidationFiles files, PrintWriter err) throws IOException {
        ClassNames names = new ClassNames(model.labels());
        ConfusionMatrix matrix = answers.matrix(model.architecture().classes());
        List<Integer> compared = compared(model, options);
        if (files.confusions().isPresent()) {
            write(files.confusions().get(), new ConfusionCsv(matrix, names, compared).toText());
        }
        if (files.classes().isPresent()) {
            write(files.classes().get(), new ClassCsv(matrix, names, compared).toText());
        }
        if (files.page().isPresent()) {
            ValidationPage page = new ValidationPage(
                    model.description(),
                    TrainingDataArguments.name(report.data()),
                    options,
                    report.result(),
                    report.calibration(),
                    report.temperature(),
                    answers);
            HeatMaps maps = HeatMaps.gradCam(model, options.preprocessing());
            write(files.page().get(), page.toHtml(dataset, maps, missing -> err.println("note: " + missing)));
        }
    }

    /** The classes that the model chooses among. */
    static List<Integer> compared(LoadedModel model, ValidationOptions options) {
        return options.classSubset().map(ClassSubset::classes).orElseGet(() -> IntStream.range(
                        0, model.architecture().classes())
                .boxed()
                .toList());
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}

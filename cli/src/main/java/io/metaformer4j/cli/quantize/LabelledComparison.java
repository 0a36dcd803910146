package io.metaformer4j.cli.quantize;

import io.metaformer4j.cli.data.DataAccess;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.evaluation.validation.LabelledPictures;
import io.metaformer4j.evaluation.validation.PredictedClasses;
import io.metaformer4j.evaluation.validation.PredictedClasses.PredictedPicture;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Two sets of weights of one model on labelled pictures, to be closed.
 *
 * @param pictures the labelled pictures
 * @param err receives progress
 */
record LabelledComparison(Dataset<ClassTarget> pictures, PrintWriter err) implements AutoCloseable {

    /** The part of the data, if there are several. */
    private static final String SPLIT = "validation";

    /** Opens pictures whose classes a model has to know. */
    static LabelledComparison open(String location, LoadedModel model, PrintWriter err) throws IOException {
        return new LabelledComparison(
                LabelledPictures.open(location, DataAccess.options(location).withSplit(SPLIT), model), err);
    }

    QuantizeReport.Accuracy compare(LoadedModel before, LoadedModel after) throws IOException {
        PredictedClasses first = PredictedClasses.ofPictures(pictures.size());
        PredictedClasses second = PredictedClasses.ofPictures(pictures.size());
        ValidationResult floats = measure("float32", before, first);
        ValidationResult bytes = measure("int8", after, second);
        List<PredictedPicture> expected = first.pictures();
        List<PredictedPicture> actual = second.pictures();
        long same = IntStream.range(0, expected.size())
                .filter(i -> expected.get(i).predicted() == actual.get(i).predicted())
                .count();
        double agreement = 100.0 * same / Math.max(1, expected.size());
        return new QuantizeReport.Accuracy(expected.size(), floats.top1(), bytes.top1(), agreement);
    }

    private ValidationResult measure(String task, LoadedModel model, PredictedClasses answers) throws IOException {
        try (CommandProgress progress = CommandProgress.start(err, task, pictures.size(), " images")) {
            return Validator.of(model.network(), ValidationOptions.of(model.preprocessing()))
                    .validate(
                            pictures,
                            at -> progress.at(at.done(), String.format(Locale.ROOT, "top-1 %.2f", at.top1())),
                            answers);
        }
    }

    @Override
    public void close() throws IOException {
        pictures.close();
    }
}

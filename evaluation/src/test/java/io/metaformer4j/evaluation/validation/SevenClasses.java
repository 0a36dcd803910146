package io.metaformer4j.evaluation.validation;

import io.metaformer4j.evaluation.Classifier;
import io.metaformer4j.evaluation.Prediction;
import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Generated folders of small pictures, and a network of as many classes that is as good as chance. */
final class SevenClasses implements AutoCloseable {

    static final int CLASSES = 7;
    static final int PER_CLASS = 9;
    static final List<Integer> ALL = List.of(0, 1, 2, 3, 4, 5, 6);

    private final LoadedModel model = TinyModels.model(CLASSES);

    /** Files, classes and log-probabilities of every picture by name, in the order of a data set. */
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private final Map<String, Integer> labels = new LinkedHashMap<>();
    private final Map<String, double[]> logProbabilities = new LinkedHashMap<>();

    /** Makes the pictures, and classifies one at a time. */
    SevenClasses() throws IOException {
        Classifier classifier = Classifier.of(model);
        for (int number = 0; number < CLASSES * PER_CLASS; number++) {
            Picture picture = TestPictures.picture(100 + number, 20, 17 + number % PER_CLASS);
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            picture.writePng(png);
            String name = name(number / PER_CLASS, number % PER_CLASS);
            files.put(name, png.toByteArray());
            labels.put(name, number / PER_CLASS);
            double[] row = new double[CLASSES];
            for (Prediction prediction : classifier.classify(picture, CLASSES)) {
                row[prediction.index()] = Math.log(prediction.probability());
            }
            logProbabilities.put(name, row);
        }
    }

    /** Called like the validation pictures of ImageNet, whose numbers start at 1. */
    static String name(int label, int index) {
        int number = label * PER_CLASS + index + 1;
        return String.format(Locale.ROOT, "class%d/ILSVRC2012_val_%08d.png", label, number);
    }

    LoadedModel model() {
        return model;
    }

    Map<String, Integer> labels() {
        return labels;
    }

    double probability(String picture, int label) {
        return Math.exp(logProbabilities.get(picture)[label]);
    }

    void write(Path folder) throws IOException {
        for (int label : ALL) {
            Files.createDirectory(folder.resolve("class" + label));
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    /** Empties the folder of a class. */
    void delete(Path folder, int label) throws IOException {
        for (int i = 0; i < PER_CLASS; i++) {
            Files.delete(folder.resolve(name(label, i)));
        }
    }

    ValidationOptions options() {
        return ValidationOptions.of(model.preprocessing()).withBatchSize(8).withWorkers(2);
    }

    ValidationResult validate(Path folder, ValidationOptions options) throws IOException {
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            return Validator.of(model.network(), options).validate(dataset);
        }
    }

    /** How many classes of some the network prefers to the right one. */
    int rank(String picture, int label, List<Integer> among) {
        double[] row = logProbabilities.get(picture);
        return (int) among.stream()
                .filter(other -> row[other] > row[label] || (row[other] == row[label] && other < label))
                .count();
    }

    /** Cross-entropy of a picture where only some classes are compared. */
    double loss(String picture, int label, List<Integer> among) {
        double[] row = logProbabilities.get(picture);
        return Math.log(among.stream().mapToDouble(c -> Math.exp(row[c])).sum()) - row[label];
    }

    @Override
    public void close() {
        model.close();
    }
}

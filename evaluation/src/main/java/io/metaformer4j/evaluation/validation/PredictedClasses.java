package io.metaformer4j.evaluation.validation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a network takes every picture of a data set for: the most probable class, and how probable it is. The answers of several
 * processes, each to its part of the pictures, can be added up. Confined to one thread.
 */
public final class PredictedClasses implements PredictionSink {

    /** Numbers of a picture: one more than its class, one more than the predicted class, and the probability; or only zeros. */
    private static final int COLUMNS = 3;

    private final double[] numbers;

    private PredictedClasses(double[] numbers) {
        this.numbers = numbers;
    }

    /**
     * No picture was answered yet.
     *
     * @param pictures number of pictures of the data set
     * @return the empty table
     */
    public static PredictedClasses ofPictures(int pictures) {
        return new PredictedClasses(new double[Math.multiplyExact(COLUMNS, pictures)]);
    }

    /**
     * A table from numbers that were added up.
     *
     * @param sums sums of {@link #numbers()} of parts of one data set
     * @return the table
     */
    public static PredictedClasses of(double[] sums) {
        return new PredictedClasses(sums.clone());
    }

    /**
     * What a picture is taken for.
     *
     * @param index its place in the data set
     * @param label its class
     * @param predicted the class that it is taken for
     * @param probability how probable that class is by the network, at most 1
     */
    public record PredictedPicture(int index, int label, int predicted, double probability) {

        /** Whether the picture is of that class. */
        public boolean isRight() {
            return label == predicted;
        }
    }

    @Override
    public void accept(Answer answer) {
        int at = COLUMNS * answer.index();
        Scored best = answer.best().get(0);
        numbers[at] = answer.label() + 1;
        numbers[at + 1] = best.index() + 1;
        numbers[at + 2] = best.probability();
    }

    /**
     * The table as numbers that can be added up, if no picture is in more than one of the tables.
     *
     * @return three for each picture of the data set, also for those without an answer
     */
    public double[] numbers() {
        return numbers.clone();
    }

    /**
     * What was answered.
     *
     * @return the pictures that were run, in the order of the data set
     */
    public List<PredictedPicture> pictures() {
        List<PredictedPicture> pictures = new ArrayList<>();
        for (int at = 0; at < numbers.length; at += COLUMNS) {
            if (numbers[at] > 0) {
                pictures.add(new PredictedPicture(
                        at / COLUMNS, (int) numbers[at] - 1, (int) numbers[at + 1] - 1, numbers[at + 2]));
            }
        }
        return pictures;
    }

    /**
     * Counts which classes are taken for which.
     *
     * @param classes number of outputs of the network
     * @return the counts of all pictures that were run
     */
    public ConfusionMatrix matrix(int classes) {
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        pictures().forEach(picture -> matrix.add(picture.label(), picture.predicted()));
        return matrix;
    }
}

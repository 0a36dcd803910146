package io.metaformer4j.evaluation.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How often pictures of each class were taken for each class, by the most probable one of every answer. Only pairs that
 * occurred take memory, so that there may be many classes. Confined to one thread.
 */
public final class ConfusionMatrix implements PredictionSink {

    private final Map<Integer, Map<Integer, Long>> rows = new TreeMap<>();
    private final long[] pictures;
    private final long[] correct;
    private final long[] predicted;
    private long total;

    /**
     * Nothing is counted yet.
     *
     * @param classes number of outputs of the network
     */
    public ConfusionMatrix(int classes) {
        this.pictures = new long[classes];
        this.correct = new long[classes];
        this.predicted = new long[classes];
    }

    /**
     * Pictures of a class that were taken for another one.
     *
     * @param label their class
     * @param predicted what they were taken for
     * @param count how many they are, at least 1
     */
    public record Confusion(int label, int predicted, long count) {}

    @Override
    public void accept(Answer answer) {
        add(answer.label(), answer.best().get(0).index());
    }

    /**
     * Counts a picture.
     *
     * @param label its class
     * @param predicted what it was taken for
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public void add(int label, int predicted) {
        Objects.checkIndex(label, classes());
        Objects.checkIndex(predicted, classes());
        rows.computeIfAbsent(label, key -> new TreeMap<>()).merge(predicted, 1L, Long::sum);
        pictures[label]++;
        this.predicted[predicted]++;
        correct[label] += label == predicted ? 1 : 0;
        total++;
    }

    /** How many classes there are. */
    public int classes() {
        return pictures.length;
    }

    /** How many pictures were counted. */
    public long total() {
        return total;
    }

    /**
     * How often a class was taken for a class.
     *
     * @param label the class of the pictures
     * @param predicted what they were taken for, which may be the same
     * @return number of pictures
     */
    public long count(int label, int predicted) {
        return rows.getOrDefault(label, Map.of()).getOrDefault(predicted, 0L);
    }

    /**
     * How many pictures of a class there are.
     *
     * @param label the class
     * @return the sum of its row
     */
    public long pictures(int label) {
        return pictures[label];
    }

    /**
     * How many pictures of any class were taken for a class.
     *
     * @param label the class
     * @return the sum of its column
     */
    public long predicted(int label) {
        return predicted[label];
    }

    /**
     * How many pictures of a class were recognised.
     *
     * @param label the class
     * @return number of pictures
     */
    public long correct(int label) {
        return correct[label];
    }

    /**
     * Share of the pictures of a class that were recognised.
     *
     * @param label the class
     * @return percentage; empty if the class has no picture
     */
    public OptionalDouble accuracy(int label) {
        return pictures[label] == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(100.0 * correct[label] / pictures[label]);
    }

    /**
     * The mistakes.
     *
     * @return all pairs of different classes that occurred, the most frequent first, of equal ones by their classes
     */
    public List<Confusion> confusions() {
        List<Confusion> mistakes = new ArrayList<>();
        rows.forEach((label, row) -> row.forEach((predicted, count) -> {
            if (!label.equals(predicted)) {
                mistakes.add(new Confusion(label, predicted, count));
            }
        }));
        mistakes.sort(Comparator.comparingLong(Confusion::count).reversed());
        return mistakes;
    }
}

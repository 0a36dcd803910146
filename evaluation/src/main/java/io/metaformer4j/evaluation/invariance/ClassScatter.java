package io.metaformer4j.evaluation.invariance;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How the vectors of pictures lie about the means of their classes. Of each class its mean and its scatter are kept
 * (Welford's method, in double precision), and no vector.
 */
final class ClassScatter {

    private final Map<Integer, Moments> classes = new TreeMap<>();

    /** Count, mean, and the sum of squared distances from it. */
    private static final class Moments {

        private final double[] mean;
        private long count;
        private double scatter;

        Moments(int length) {
            this.mean = new double[length];
        }

        void add(double[] vector) {
            count++;
            for (int i = 0; i < mean.length; i++) {
                double before = vector[i] - mean[i];
                mean[i] += before / count;
                scatter += before * (vector[i] - mean[i]);
            }
        }
    }

    /** Adds the vector of a picture; all are of one length. */
    void add(int label, double[] vector) {
        classes.computeIfAbsent(label, key -> new Moments(vector.length)).add(vector);
    }

    /** How many classes there are. */
    int classes() {
        return classes.size();
    }

    /**
     * The trace of the scatter between classes divided by the trace of that within: {@code sum_c n_c |m_c - m|^2} over
     * {@code sum_c sum_i |x_i - m_c|^2}. Empty of a single class, or where all vectors of each class are the same.
     */
    OptionalDouble separation() {
        double within =
                classes.values().stream().mapToDouble(each -> each.scatter).sum();
        if (classes.size() < 2 || within == 0) {
            return OptionalDouble.empty();
        }
        double[] mean = mean(classes.values());
        double between = 0;
        for (Moments each : classes.values()) {
            between += each.count * squaredDistance(each.mean, mean);
        }
        return OptionalDouble.of(between / within);
    }

    private static double[] mean(Collection<Moments> all) {
        double[] mean = new double[all.iterator().next().mean.length];
        long count = 0;
        for (Moments each : all) {
            count += each.count;
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (each.mean[i] - mean[i]) * each.count / count;
            }
        }
        return mean;
    }

    private static double squaredDistance(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = one[i] - other[i];
            sum += difference * difference;
        }
        return sum;
    }

    /** Whether a class has several pictures, so that its mean without one of them is known, and there are other classes. */
    boolean hasOthers(int label) {
        Moments own = classes.get(label);
        return own != null && own.count > 1 && classes.size() > 1;
    }

    /**
     * Whether a picture that was added is nearer to the mean of the others of its class than to the means of all other
     * classes. Without it, its distance to the mean of n pictures becomes {@code n / (n - 1)} times as long.
     */
    boolean isNearestToOwn(int label, double[] vector) {
        Moments own = classes.get(label);
        double stretch = (double) own.count / (own.count - 1);
        double distance = squaredDistance(vector, own.mean) * stretch * stretch;
        return classes.entrySet().stream()
                .filter(each -> each.getKey() != label)
                .allMatch(each -> distance < squaredDistance(vector, each.getValue().mean));
    }
}

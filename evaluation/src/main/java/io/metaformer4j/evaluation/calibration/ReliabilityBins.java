package io.metaformer4j.evaluation.calibration;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts how often answers of a confidence are right, for a reliability diagram and the errors that are taken from it
 * (Guo et al., "On Calibration of Modern Neural Networks", arXiv:1706.04599, section 2).
 *
 * <p>The bins have equal width and include their upper end: of M bins, bin m takes the confidences in ((m - 1) / M, m / M].
 * The counts and means are exact, in whichever order the answers come. Confined to one thread.
 */
public final class ReliabilityBins {

    /** The paper's number of bins. */
    public static final int STANDARD = 15;

    private final long[] counts;
    private final long[] right;
    private final double[] confidences;

    /**
     * Of each answer the bits of its confidence, which are in the order of positive numbers, and one that says if it is
     * right.
     */
    private long[] answers = new long[64];

    private int size;

    /**
     * No answer is counted yet.
     *
     * @param bins number of bins, at least 1
     * @throws MetaFormerException if there is none
     */
    public ReliabilityBins(int bins) {
        if (bins < 1) {
            throw new MetaFormerException("number of bins " + bins + " must be at least 1");
        }
        this.counts = new long[bins];
        this.right = new long[bins];
        this.confidences = new double[bins];
    }

    /**
     * Counts an answer.
     *
     * @param confidence probability of the answer by the network, 0 to 1
     * @param isRight whether it is right
     * @throws IllegalArgumentException if the confidence is no such number
     */
    public void add(double confidence, boolean isRight) {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence " + confidence + " must be from 0 to 1");
        }
        int bin = bin(confidence);
        counts[bin]++;
        right[bin] += isRight ? 1 : 0;
        confidences[bin] += confidence;
        if (size == answers.length) {
            answers = Arrays.copyOf(answers, Math.multiplyExact(2, size));
        }
        long bits = Double.doubleToLongBits(Math.abs(confidence)); // of zero without its sign
        answers[size] = 2 * bits + (isRight ? 1 : 0);
        size++;
    }

    /** Multiplying may be wrong by a rounding, so the border itself decides. */
    private int bin(double confidence) {
        int bins = counts.length;
        int bin = Math.max(0, Math.min(bins - 1, (int) Math.ceil(confidence * bins) - 1));
        if (bin > 0 && confidence <= border(bin)) {
            return bin - 1;
        }
        return bin < bins - 1 && confidence > border(bin + 1) ? bin + 1 : bin;
    }

    private double border(int bin) {
        return (double) bin / counts.length;
    }

    /**
     * How many answers were counted.
     *
     * @return 0 or more
     */
    public int size() {
        return size;
    }

    /**
     * The diagram.
     *
     * @return all bins, the lowest confidences first, also those without an answer
     */
    public List<ReliabilityBin> bins() {
        List<ReliabilityBin> bins = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            double of = (double) Math.max(1, counts[i]);
            bins.add(new ReliabilityBin(border(i), border(i + 1), counts[i], confidences[i] / of, right[i] / of));
        }
        return bins;
    }

    /**
     * Expected calibration error (equation 3 of the paper): the mean gap of the bins, weighted by their answers.
     *
     * @return 0 to 1; NaN if there is no answer
     */
    public double expectedError() {
        return bins().stream().mapToDouble(bin -> bin.count() * bin.gap()).sum() / size;
    }

    /**
     * Maximum calibration error (equation 5 of the paper): the largest gap of a bin.
     *
     * @return 0 to 1
     */
    public double maximumError() {
        return bins().stream().mapToDouble(ReliabilityBin::gap).max().orElse(0);
    }

    /**
     * The expected calibration error over as many bins of equally many answers instead of equal width (Nguyen and O'Connor,
     * arXiv:1508.05154), so that no bin is nearly empty. The bins are cut out of the answers in the order of their
     * confidences, of equal ones the wrong ones first; of n answers and M bins, bin m ends behind answer floor(m n / M).
     *
     * @return 0 to 1; NaN if there is no answer
     */
    public double adaptiveError() {
        long[] sorted = Arrays.copyOf(answers, size);
        Arrays.sort(sorted);
        double sum = 0;
        int from = 0;
        for (int bin = 1; bin <= counts.length; bin++) {
            int to = (int) ((long) bin * size / counts.length);
            double gap = 0;
            for (int i = from; i < to; i++) {
                gap += (sorted[i] & 1) - Double.longBitsToDouble(sorted[i] >>> 1);
            }
            sum += Math.abs(gap);
            from = to;
        }
        return sum / size;
    }
}

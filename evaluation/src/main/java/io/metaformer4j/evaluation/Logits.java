package io.metaformer4j.evaluation;

import java.util.Arrays;
import java.util.List;

/** The logits of one picture. */
public final class Logits {

    private final float[] logits;
    private final int from;
    private final int count;
    private final double logSum;

    private Logits(float[] logits, int from, int count) {
        this.logits = logits;
        this.from = from;
        this.count = count;
        this.logSum = logSum();
    }

    /** The logits that lie in an array, which must not change. */
    public static Logits of(float[] logits, int from, int count) {
        return new Logits(logits, from, count);
    }

    /** Some of the logits that lie in an array. */
    public static Logits ofColumns(float[] logits, int from, List<Integer> columns) {
        float[] chosen = new float[columns.size()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = logits[from + columns.get(i)];
        }
        return new Logits(chosen, 0, chosen.length);
    }

    /** Whether none of them is NaN or infinite. */
    public boolean areFinite() {
        for (int i = from; i < from + count; i++) {
            if (!Float.isFinite(logits[i])) {
                return false;
            }
        }
        return true;
    }

    /** {@code log(sum(exp(x)))}, computed relative to the largest of them so that nothing overflows. */
    private double logSum() {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, logits[from + i]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp(logits[from + i] - largest);
        }
        return largest + Math.log(sum);
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** One of them. */
    public float value(int index) {
        return logits[from + index];
    }

    /** Softmax of one of them. */
    public double probability(int index) {
        return Math.exp(logits[from + index] - logSum);
    }

    /** Cross-entropy if this is the right class. */
    public double crossEntropy(int index) {
        return logSum - logits[from + index];
    }

    /** Indices of the k largest (all, if there are fewer), the largest first; of equal ones the lower index first. */
    public int[] top(int k) {
        int[] best = new int[Math.min(k, count)];
        int found = 0;
        for (int i = 0; i < count; i++) {
            int place = found;
            while (place > 0 && logits[from + i] > logits[from + best[place - 1]]) {
                place--;
            }
            if (place < best.length) {
                found = Math.min(found + 1, best.length);
                System.arraycopy(best, place, best, place + 1, found - 1 - place);
                best[place] = i;
            }
        }
        return Arrays.copyOf(best, found);
    }
}

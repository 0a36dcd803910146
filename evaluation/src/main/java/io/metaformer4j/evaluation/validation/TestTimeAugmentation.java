package io.metaformer4j.evaluation.validation;

import io.metaformer4j.vision.transform.views.TestTimeViews;

/**
 * Several views of each picture, and how the answers to them become one answer.
 *
 * @param views which views are looked at
 * @param averaged what is averaged; of one view it makes no difference
 */
public record TestTimeAugmentation(TestTimeViews views, Averaged averaged) {

    /** One view of each picture. */
    public static final TestTimeAugmentation NONE = new TestTimeAugmentation(TestTimeViews.ONE, Averaged.LOGITS);

    /** What is averaged over the views. */
    public enum Averaged {
        /** The logits, so that views of which the network is surer count more. */
        LOGITS,
        /** The probabilities over all classes of the network; their logarithms are logits again. */
        PROBABILITIES
    }

    /**
     * One row of logits for each picture.
     *
     * @param logits logits of the network, {@code [N * views, classes]}, the views of a picture one after the other
     * @param pictures N
     * @return {@code [N, classes]}; the same array if there is one view
     */
    float[] average(float[] logits, int pictures) {
        int count = views.count();
        if (count == 1) {
            return logits;
        }
        int classes = logits.length / pictures / count;
        float[] means = new float[pictures * classes];
        for (int picture = 0; picture < pictures; picture++) {
            double[] mean = averaged == Averaged.LOGITS
                    ? meanLogits(logits, picture * count, classes)
                    : meanProbabilities(logits, picture * count, classes);
            for (int k = 0; k < classes; k++) {
                means[picture * classes + k] = (float) mean[k];
            }
        }
        return means;
    }

    private double[] meanLogits(float[] logits, int firstRow, int classes) {
        double[] sums = new double[classes];
        for (int view = 0; view < views.count(); view++) {
            for (int k = 0; k < classes; k++) {
                sums[k] += (double) logits[(firstRow + view) * classes + k] / views.count();
            }
        }
        return sums;
    }

    /** Logarithms of mean probabilities, computed relative to the largest so that no class comes out as impossible. */
    private double[] meanProbabilities(float[] logits, int firstRow, int classes) {
        double[][] logs = new double[views.count()][classes];
        for (int view = 0; view < logs.length; view++) {
            for (int k = 0; k < classes; k++) {
                logs[view][k] = logits[(firstRow + view) * classes + k];
            }
            double logSum = logSum(logs[view]);
            for (int k = 0; k < classes; k++) {
                logs[view][k] -= logSum;
            }
        }
        double[] means = new double[classes];
        double[] column = new double[logs.length];
        for (int k = 0; k < classes; k++) {
            for (int view = 0; view < logs.length; view++) {
                column[view] = logs[view][k];
            }
            means[k] = logSum(column) - Math.log(logs.length);
        }
        return means;
    }

    private static double logSum(double[] logs) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            largest = Math.max(largest, log);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - largest);
        }
        return largest + Math.log(sum);
    }
}

package io.metaformer4j.runtime.kernel;

/**
 * Loops over the first {@code n} numbers of arrays. Every product and sum is rounded by itself, and sums run in {@value #LANES}
 * lanes that are added at the end, so that all implementations agree in every bit.
 */
public interface RowKernels {

    /** Partial sums that run side by side: four of the widest vectors, since each addition waits for the one before it. */
    int LANES = 64;

    /**
     * What these loops are made of.
     *
     * @return a few words for a report
     */
    String description();

    /**
     * The sum of numbers.
     *
     * @param x the numbers
     * @param n how many
     * @return their sum
     */
    float sum(float[] x, int n);

    /**
     * The sum of squared differences.
     *
     * @param x the numbers
     * @param n how many
     * @param mean what is subtracted from each
     * @return {@code sum (x - mean)^2}
     */
    float squares(float[] x, int n, float mean);

    /**
     * {@code to += x}.
     *
     * @param to what is added to
     * @param toAt first index there
     * @param x what is added
     * @param at first index there
     * @param n how many
     */
    void add(float[] to, int toAt, float[] x, int at, int n);

    /**
     * {@code out = x * factor}.
     *
     * @param out the products
     * @param x the numbers
     * @param factor their factors
     * @param n how many
     */
    void multiply(float[] out, float[] x, float[] factor, int n);

    /**
     * {@code to += x * factor + shift}.
     *
     * @param to what is added to
     * @param x the numbers
     * @param factor their factors
     * @param shift what else is added
     * @param n how many
     */
    void addScaled(float[] to, float[] x, float[] factor, float[] shift, int n);

    /**
     * {@code out = ((x - mean) * inverseDeviation) * weight + bias}.
     *
     * @param out the results
     * @param x the numbers
     * @param mean what is subtracted from each
     * @param inverseDeviation what the difference is multiplied by
     * @param weight factors
     * @param bias what is added
     * @param n how many
     */
    void standardize(float[] out, float[] x, float mean, float inverseDeviation, float[] weight, float[] bias, int n);

    /**
     * {@code out = residual * x + (factor * inverseDeviation) * (sums * share - x)}: the branch of a PoolFormer, whose norm needs
     * neither mean nor bias, because the mean over a window keeps constants.
     *
     * @param out the results
     * @param x the numbers
     * @param sums the sums over their windows
     * @param share one over the number of positions in the window
     * @param factor layer scale times weight of the norm
     * @param inverseDeviation that of the norm
     * @param residual factors of the identity
     * @param n how many
     */
    void poolMix(
            float[] out,
            float[] x,
            float[] sums,
            float[] share,
            float[] factor,
            float inverseDeviation,
            float[] residual,
            int n);

    /**
     * {@code to += factor * sqrt(cosine^2 + sine^2 + epsilon) + shift}.
     *
     * @param to what is added to
     * @param cosine responses
     * @param sine responses, 0 where there are none
     * @param epsilon added under the root, 0 where there is no sine
     * @param factor factors of the magnitudes
     * @param shift what else is added
     * @param n how many
     */
    void addMagnitude(float[] to, float[] cosine, float[] sine, float[] epsilon, float[] factor, float[] shift, int n);

    /**
     * {@code out[at + i] = (a + b) + c}: the sums over three rows.
     *
     * @param out the sums
     * @param at first index there
     * @param a a row
     * @param b the next one
     * @param c the one behind it
     * @param n how many
     */
    void sumRows(float[] out, int at, float[] a, float[] b, float[] c, int n);

    /**
     * The same as {@link #poolMix} with windows of three columns: {@code sums[i] = (columns[i] + columns[i + distance]) + columns[i + 2
     * distance]}.
     *
     * @param out the results
     * @param x the numbers
     * @param columns sums over the rows of the windows, with {@code distance} numbers more before and behind the row
     * @param distance numbers from one column to the next
     * @param share one over the number of positions in the window
     * @param factor layer scale times weight of the norm
     * @param inverseDeviation that of the norm
     * @param residual factors of the identity
     * @param n how many
     */
    void poolMixColumns(
            float[] out,
            float[] x,
            float[] columns,
            int distance,
            float[] share,
            float[] factor,
            float inverseDeviation,
            float[] residual,
            int n);
}

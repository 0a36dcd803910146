package io.metaformer4j.runtime.bind;

import io.metaformer4j.runtime.frame.Frame;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.kernel.Moments;
import io.metaformer4j.runtime.plan.Coefficients;
import java.nio.FloatBuffer;

/**
 * What a norm inside a product does for each picture: see {@link io.metaformer4j.runtime.plan.LinearStep.NormFold}.
 *
 * <p>The product of the map and {@code mu omega} are each as large as the mean; where that is far from zero, their difference has
 * lost digits. Then the mean, rounded, is subtracted from the rows first, in memory of
 * their own, and {@code omega} has only the rest of it.
 */
final class FoldedNorm {

    /** Deviations from zero to the mean at which about one of the seven digits is lost. */
    private static final double FAR = 3;

    private final double[] statistics;
    private final double epsilon;
    private final Columns columns;
    private final TileRows rows;

    /**
     * The columns of a tile.
     *
     * @param omega those of {@code omega}
     * @param beta those of {@code beta}
     * @param bias where the bias of the product is put
     * @param factor where the inverse deviation is put
     */
    record Columns(Coefficients omega, Coefficients beta, FloatBuffer bias, FloatBuffer factor) {}

    /**
     * The rows of a tile.
     *
     * @param inputs numbers in a row
     * @param map the rows of the map
     * @param centred memory for the rows without the mean
     * @param product the product of the centred rows
     */
    record TileRows(int inputs, FloatBuffer map, FloatBuffer centred, Frame.BoundCall product) {}

    FoldedNorm(double[] statistics, double epsilon, Columns columns, TileRows rows) {
        this.statistics = statistics;
        this.epsilon = epsilon;
        this.columns = columns;
        this.rows = rows;
    }

    /** Computes a tile; {@code usual} is the product of the rows as they are. */
    void compute(Frame.BoundCall usual, TileWorker worker) {
        Moments moments = Moments.of(statistics);
        double r = moments.inverseDeviation(epsilon);
        boolean far = Math.abs(moments.mean()) * r > FAR;
        float subtracted = far ? (float) moments.mean() : 0;
        double rest = moments.mean() - subtracted;
        int count = columns.beta().size();
        float[] sums = worker.row(0, count);
        for (int i = 0; i < count; i++) {
            sums[i] = (float)
                    (columns.beta().values()[i] / r - rest * columns.omega().values()[i]);
        }
        columns.bias().put(0, sums, 0, count);
        columns.factor().put(0, (float) r);
        if (far) {
            subtract(subtracted, worker);
        }
        (far ? rows.product() : usual).execute(worker);
    }

    private void subtract(float mean, TileWorker worker) {
        float[] row = worker.row(0, rows.inputs());
        for (int at = 0; at < rows.map().capacity(); at += rows.inputs()) {
            rows.map().get(at, row, 0, rows.inputs());
            for (int i = 0; i < rows.inputs(); i++) {
                row[i] -= mean;
            }
            rows.centred().put(at, row, 0, rows.inputs());
        }
    }
}

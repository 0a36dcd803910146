package io.metaformer4j.runtime.bind;

import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.kernel.Moments;
import io.metaformer4j.runtime.kernel.RowKernels;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.FusedStep.PoolMix;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Pooling branches with windows of 3x3, which all published networks have: two loops for each row. */
record NarrowPool(Binding binding) {

    static final int KERNEL = 3;

    BoundStep poolMix(PoolMix step) {
        RowRange rows = RowRange.of(binding, step.in());
        float[] factor = Binding.alongRow(step.factor(), rows.width());
        float[] residual = Binding.alongRow(
                step.residual().orElseGet(() -> Coefficients.repeated(1, rows.channels())), rows.width());
        double[] statistics = binding.frame().statistics(step.statistics());
        Optional<double[]> moments = step.outStatistics().map(binding.frame()::statistics);
        FloatBuffer in = binding.frame().floats(step.in());
        FloatBuffer out = binding.frame().floats(step.out());
        float[][] shares = PoolBinder.shares(rows, KERNEL / 2);
        float[] outside = new float[rows.length()];
        int length = rows.length();
        int distance = rows.channels();
        return new BoundStep(step.path(), rows.tiles(), (tile, worker) -> {
            float r = (float) Moments.of(statistics).inverseDeviation(step.epsilon());
            RowKernels kernels = worker.kernels();
            float[] result = worker.row(0, length);
            float[] columns = worker.row(1, length + 2 * distance);
            Arrays.fill(columns, 0, distance, 0);
            Arrays.fill(columns, distance + length, length + 2 * distance, 0);
            int next = Math.max(0, rows.from(tile) - 1);
            for (int y = rows.from(tile); y < rows.from(tile + 1); y++) {
                for (; next <= Math.min(y + 1, rows.height() - 1); next++) {
                    in.get(next * length, ring(next, length, worker), 0, length);
                }
                boolean top = y == 0;
                boolean bottom = y == rows.height() - 1;
                float[] x = ring(y, length, worker);
                float[] above = top ? outside : ring(y - 1, length, worker);
                float[] below = bottom ? outside : ring(y + 1, length, worker);
                kernels.sumRows(columns, distance, above, x, below, length);
                float[] share = shares[KERNEL - (top ? 1 : 0) - (bottom ? 1 : 0)];
                kernels.poolMixColumns(result, x, columns, distance, share, factor, r, residual, length);
                out.put(y * length, result, 0, length);
                if (moments.isPresent()) {
                    Moments.record(moments.get(), y, result, length, kernels);
                }
            }
        });
    }

    private static float[] ring(int y, int length, TileWorker worker) {
        return worker.row(TileWorker.ROWS + y % KERNEL, length);
    }
}

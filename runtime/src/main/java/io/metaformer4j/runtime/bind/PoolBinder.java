package io.metaformer4j.runtime.bind;

import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.kernel.Moments;
import io.metaformer4j.runtime.kernel.RowKernels;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.FusedStep.PoolMix;
import io.metaformer4j.runtime.plan.MixingStep.Pool;
import io.metaformer4j.runtime.plan.PlanValue;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Means over windows, row by row: each row of the input is read once for all rows of the result that see it. */
record PoolBinder(Binding binding) {

    BoundStep pool(Pool step) {
        RowRange rows = RowRange.of(binding, step.in());
        float[] ones = Binding.alongRow(Coefficients.repeated(1, rows.channels()), rows.width());
        float[] zeros = new float[ones.length];
        Finish finish = step.subtractsInput()
                ? (kernels, out, x, sums, share) -> kernels.poolMix(out, x, sums, share, ones, 1, zeros, rows.length())
                : (kernels, out, x, sums, share) -> kernels.multiply(out, sums, share, rows.length());
        return bind(step.path(), step.in(), step.out(), step.kernel(), () -> finish, Optional.empty());
    }

    BoundStep poolMix(PoolMix step) {
        if (step.kernel() == NarrowPool.KERNEL) {
            return new NarrowPool(binding).poolMix(step);
        }
        RowRange rows = RowRange.of(binding, step.in());
        float[] factor = Binding.alongRow(step.factor(), rows.width());
        float[] residual = Binding.alongRow(
                step.residual().orElseGet(() -> Coefficients.repeated(1, rows.channels())), rows.width());
        double[] statistics = binding.frame().statistics(step.statistics());
        return bind(
                step.path(),
                step.in(),
                step.out(),
                step.kernel(),
                () -> {
                    float r = (float) Moments.of(statistics).inverseDeviation(step.epsilon());
                    return (kernels, out, x, sums, share) ->
                            kernels.poolMix(out, x, sums, share, factor, r, residual, rows.length());
                },
                step.outStatistics());
    }

    /** Makes a row of the result. */
    private interface Finish {
        void row(RowKernels kernels, float[] out, float[] x, float[] sums, float[] share);
    }

    /** Looks at the statistics of the picture, once for each tile. */
    private interface Start {
        Finish begin();
    }

    private BoundStep bind(
            String path, PlanValue in, PlanValue out, int kernel, Start start, Optional<PlanValue> statistics) {
        RowRange rows = RowRange.of(binding, in);
        Window window = new Window(rows, kernel / 2, binding.frame().floats(in));
        FloatBuffer target = binding.frame().floats(out);
        Optional<double[]> moments = statistics.map(binding.frame()::statistics);
        int length = rows.length();
        return new BoundStep(path, rows.tiles(), (tile, worker) -> {
            Finish finish = start.begin();
            RowKernels kernels = worker.kernels();
            float[] result = worker.row(0, length);
            int loaded = Math.max(0, rows.from(tile) - window.half);
            for (int y = rows.from(tile); y < rows.from(tile + 1); y++) {
                loaded = window.load(loaded, y, worker);
                float[] sums = window.sums(y, worker);
                finish.row(kernels, result, window.row(y, worker), sums, window.share(y));
                target.put(y * length, result, 0, length);
                if (moments.isPresent()) {
                    Moments.record(moments.get(), y, result, length, kernels);
                }
            }
        });
    }

    /** For each number of rows that a window may have inside the map, one over its positions, along a row. */
    static float[][] shares(RowRange rows, int half) {
        float[][] shares = new float[Math.min(2 * half + 1, rows.height()) + 1][];
        for (int count = 1; count < shares.length; count++) {
            shares[count] = new float[rows.length()];
            for (int x = 0; x < rows.width(); x++) {
                int columns = Math.min(rows.width() - 1, x + half) - Math.max(0, x - half) + 1;
                float share = 1f / (count * columns);
                Arrays.fill(shares[count], x * rows.channels(), (x + 1) * rows.channels(), share);
            }
        }
        return shares;
    }

    /** The rows around one, in a ring of arrays. */
    private static final class Window {
        private final RowRange rows;
        private final int half;
        private final FloatBuffer in;
        private final float[][] shares;

        Window(RowRange rows, int half, FloatBuffer in) {
            this.rows = rows;
            this.half = half;
            this.in = in;
            this.shares = shares(rows, half);
        }

        private int first(int y) {
            return Math.max(0, y - half);
        }

        private int last(int y) {
            return Math.min(rows.height() - 1, y + half);
        }

        float[] row(int y, TileWorker worker) {
            return worker.row(TileWorker.ROWS + y % (2 * half + 1), rows.length());
        }

        /** Reads the rows that the window of {@code y} adds, and says which comes next. */
        int load(int next, int y, TileWorker worker) {
            int read = next;
            for (; read <= last(y); read++) {
                in.get(read * rows.length(), row(read, worker), 0, rows.length());
            }
            return read;
        }

        float[] share(int y) {
            return shares[last(y) - first(y) + 1];
        }

        /** The sums over the windows of a row: first over the rows, then over the columns, by shifting whole rows. */
        float[] sums(int y, TileWorker worker) {
            int length = rows.length();
            float[] columns = worker.row(1, length);
            System.arraycopy(row(first(y), worker), 0, columns, 0, length);
            for (int i = first(y) + 1; i <= last(y); i++) {
                worker.kernels().add(columns, 0, row(i, worker), 0, length);
            }
            float[] sums = worker.row(2, length);
            System.arraycopy(columns, 0, sums, 0, length);
            for (int shift = 1; shift <= half && shift < rows.width(); shift++) {
                int distance = shift * rows.channels();
                worker.kernels().add(sums, distance, columns, 0, length - distance);
                worker.kernels().add(sums, 0, columns, distance, length - distance);
            }
            return sums;
        }
    }
}

package io.metaformer4j.runtime.kernel;

import java.util.List;
import java.util.function.Supplier;

/**
 * Loops that begin in plain Java and go over to vectors as soon as these are fast, which both compute the same bits.
 *
 * <p>Until the virtual machine has compiled them, vector instructions are objects of an interpreter: a network's first answers would
 * take ten times as long. A thread of its own compares the vector loops with the plain ones and calls them until they are as fast,
 * beside the weights' loading and the first answers.
 */
final class WarmingKernels implements RowKernels {

    private static final int LENGTH = 1024;

    /** Calls between two looks at the clock. */
    private static final int CALLS = 100;

    /** Looks after which vectors are taken as they are: nothing is gained by more. */
    private static final int MOST_LOOKS = 100;

    private final RowKernels plain;
    private volatile RowKernels current;

    WarmingKernels(RowKernels plain) {
        this.plain = plain;
        this.current = plain;
    }

    /** Begins to find out what is to come after the plain loops, and to warm it up. */
    WarmingKernels start(Supplier<KernelChoice> choice) {
        Thread thread = new Thread(() -> goOverTo(choice.get().kernels()), "metaformer-cpu-warm-up");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Goes over to other loops as soon as they are fast. */
    void goOverTo(RowKernels vectors) {
        long fastest = Long.MAX_VALUE;
        for (int look = 0; look < MOST_LOOKS; look++) {
            long limit = nanos(plain);
            fastest = Math.min(fastest, nanos(vectors));
            if (fastest <= limit && look > 0) {
                break;
            }
        }
        current = vectors;
    }

    private static long nanos(RowKernels kernels) {
        float[] out = new float[LENGTH];
        List<float[]> in = List.of(new float[LENGTH], new float[LENGTH], new float[LENGTH], new float[LENGTH]);
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            everything(kernels, out, in);
        }
        return System.nanoTime() - start;
    }

    private static void everything(RowKernels kernels, float[] out, List<float[]> in) {
        float[] a = in.get(0);
        float[] b = in.get(1);
        float[] c = in.get(2);
        float[] d = in.get(3);
        int n = LENGTH;
        out[0] = kernels.sum(a, n) + kernels.squares(b, n, 1);
        kernels.add(out, 0, a, 0, n);
        kernels.multiply(out, a, b, n);
        kernels.addScaled(out, a, b, c, n);
        kernels.standardize(out, a, 1, 1, b, c, n);
        kernels.poolMix(out, a, b, c, d, 1, a, n);
        kernels.addMagnitude(out, a, b, c, d, a, n);
        kernels.sumRows(out, 0, a, b, c, n);
        kernels.poolMixColumns(out, a, b, n / 4, c, d, 1, a, n / 2);
    }

    @Override
    public String description() {
        return current.description();
    }

    @Override
    public float sum(float[] x, int n) {
        return current.sum(x, n);
    }

    @Override
    public float squares(float[] x, int n, float mean) {
        return current.squares(x, n, mean);
    }

    @Override
    public void add(float[] to, int toAt, float[] x, int at, int n) {
        current.add(to, toAt, x, at, n);
    }

    @Override
    public void multiply(float[] out, float[] x, float[] factor, int n) {
        current.multiply(out, x, factor, n);
    }

    @Override
    public void addScaled(float[] to, float[] x, float[] factor, float[] shift, int n) {
        current.addScaled(to, x, factor, shift, n);
    }

    @Override
    public void standardize(
            float[] out, float[] x, float mean, float inverseDeviation, float[] weight, float[] bias, int n) {
        current.standardize(out, x, mean, inverseDeviation, weight, bias, n);
    }

    @Override
    public void poolMix(
            float[] out,
            float[] x,
            float[] sums,
            float[] share,
            float[] factor,
            float inverseDeviation,
            float[] residual,
            int n) {
        current.poolMix(out, x, sums, share, factor, inverseDeviation, residual, n);
    }

    @Override
    public void addMagnitude(
            float[] to, float[] cosine, float[] sine, float[] epsilon, float[] factor, float[] shift, int n) {
        current.addMagnitude(to, cosine, sine, epsilon, factor, shift, n);
    }

    @Override
    public void sumRows(float[] out, int at, float[] a, float[] b, float[] c, int n) {
        current.sumRows(out, at, a, b, c, n);
    }

    @Override
    public void poolMixColumns(
            float[] out,
            float[] x,
            float[] columns,
            int distance,
            float[] share,
            float[] factor,
            float inverseDeviation,
            float[] residual,
            int n) {
        current.poolMixColumns(out, x, columns, distance, share, factor, inverseDeviation, residual, n);
    }
}

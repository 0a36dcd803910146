package io.metaformer4j.runtime.kernel;

/** The loops in plain Java, of a form that the compiler of the virtual machine turns into vector instructions where it can. */
public final class PlainKernels implements RowKernels {

    /** Made by whoever chooses it. */
    public PlainKernels() {}

    @Override
    public String description() {
        return "plain Java";
    }

    @Override
    public float sum(float[] x, int n) {
        float[] lanes = new float[LANES];
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            for (int j = 0; j < LANES; j++) {
                lanes[j] += x[i + j];
            }
        }
        for (int j = 0; i < n; i++, j++) {
            lanes[j] += x[i];
        }
        return total(lanes);
    }

    @Override
    public float squares(float[] x, int n, float mean) {
        float[] lanes = new float[LANES];
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            for (int j = 0; j < LANES; j++) {
                float d = x[i + j] - mean;
                lanes[j] += d * d;
            }
        }
        for (int j = 0; i < n; i++, j++) {
            float d = x[i] - mean;
            lanes[j] += d * d;
        }
        return total(lanes);
    }

    /** The sum of the lanes from the first to the last, which every implementation takes in this order. */
    static float total(float[] lanes) {
        float sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    @Override
    public void add(float[] to, int toAt, float[] x, int at, int n) {
        for (int i = 0; i < n; i++) {
            to[toAt + i] += x[at + i];
        }
    }

    @Override
    public void multiply(float[] out, float[] x, float[] factor, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = x[i] * factor[i];
        }
    }

    @Override
    public void addScaled(float[] to, float[] x, float[] factor, float[] shift, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += x[i] * factor[i] + shift[i];
        }
    }

    @Override
    public void standardize(
            float[] out, float[] x, float mean, float inverseDeviation, float[] weight, float[] bias, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = (x[i] - mean) * inverseDeviation * weight[i] + bias[i];
        }
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
        for (int i = 0; i < n; i++) {
            out[i] = residual[i] * x[i] + factor[i] * inverseDeviation * (sums[i] * share[i] - x[i]);
        }
    }

    @Override
    public void addMagnitude(
            float[] to, float[] cosine, float[] sine, float[] epsilon, float[] factor, float[] shift, int n) {
        for (int i = 0; i < n; i++) {
            float square = cosine[i] * cosine[i] + sine[i] * sine[i] + epsilon[i];
            to[i] += (float) Math.sqrt(square) * factor[i] + shift[i];
        }
    }

    @Override
    public void sumRows(float[] out, int at, float[] a, float[] b, float[] c, int n) {
        for (int i = 0; i < n; i++) {
            out[at + i] = a[i] + b[i] + c[i];
        }
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
        for (int i = 0; i < n; i++) {
            float sum = columns[i] + columns[i + distance] + columns[i + 2 * distance];
            out[i] = residual[i] * x[i] + factor[i] * inverseDeviation * (sum * share[i] - x[i]);
        }
    }
}

package io.metaformer4j.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops with the vector instructions of {@code jdk.incubator.vector}, on arrays, which every release of that module from 17 on has
 * in the same form. What is left over at the end of an array is done as in {@link PlainKernels}.
 */
final class VectorKernels implements RowKernels {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int STEP = SPECIES.length();

    private final PlainKernels plain = new PlainKernels();

    VectorKernels() {}

    /** Whether the lanes of {@link RowKernels#LANES} are whole groups of four vectors of this machine. */
    static boolean fits() {
        return STEP > 1 && LANES % (4 * STEP) == 0;
    }

    @Override
    public String description() {
        return "vectors of " + SPECIES.vectorBitSize() + " bits";
    }

    @Override
    public float sum(float[] x, int n) {
        float[] lanes = new float[LANES];
        int whole = n - n % LANES;
        for (int first = 0; first < LANES; first += 4 * STEP) {
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int i = first; i < whole; i += LANES) {
                a = a.add(FloatVector.fromArray(SPECIES, x, i));
                b = b.add(FloatVector.fromArray(SPECIES, x, i + STEP));
                c = c.add(FloatVector.fromArray(SPECIES, x, i + 2 * STEP));
                d = d.add(FloatVector.fromArray(SPECIES, x, i + 3 * STEP));
            }
            a.intoArray(lanes, first);
            b.intoArray(lanes, first + STEP);
            c.intoArray(lanes, first + 2 * STEP);
            d.intoArray(lanes, first + 3 * STEP);
        }
        for (int i = whole; i < n; i++) {
            lanes[i - whole] += x[i];
        }
        return PlainKernels.total(lanes);
    }

    @Override
    public float squares(float[] x, int n, float mean) {
        float[] lanes = new float[LANES];
        int whole = n - n % LANES;
        for (int first = 0; first < LANES; first += 4 * STEP) {
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int i = first; i < whole; i += LANES) {
                FloatVector w = FloatVector.fromArray(SPECIES, x, i).sub(mean);
                FloatVector v = FloatVector.fromArray(SPECIES, x, i + STEP).sub(mean);
                FloatVector u = FloatVector.fromArray(SPECIES, x, i + 2 * STEP).sub(mean);
                FloatVector t = FloatVector.fromArray(SPECIES, x, i + 3 * STEP).sub(mean);
                a = a.add(w.mul(w));
                b = b.add(v.mul(v));
                c = c.add(u.mul(u));
                d = d.add(t.mul(t));
            }
            a.intoArray(lanes, first);
            b.intoArray(lanes, first + STEP);
            c.intoArray(lanes, first + 2 * STEP);
            d.intoArray(lanes, first + 3 * STEP);
        }
        for (int i = whole; i < n; i++) {
            float d = x[i] - mean;
            lanes[i - whole] += d * d;
        }
        return PlainKernels.total(lanes);
    }

    @Override
    public void add(float[] to, int toAt, float[] x, int at, int n) {
        plain.add(to, toAt, x, at, n); // the virtual machine's compiler makes the same instructions of the plain loop
    }

    @Override
    public void multiply(float[] out, float[] x, float[] factor, int n) {
        plain.multiply(out, x, factor, n);
    }

    @Override
    public void addScaled(float[] to, float[] x, float[] factor, float[] shift, int n) {
        int whole = SPECIES.loopBound(n);
        for (int i = 0; i < whole; i += STEP) {
            FloatVector.fromArray(SPECIES, x, i)
                    .mul(FloatVector.fromArray(SPECIES, factor, i))
                    .add(FloatVector.fromArray(SPECIES, shift, i))
                    .add(FloatVector.fromArray(SPECIES, to, i))
                    .intoArray(to, i);
        }
        for (int i = whole; i < n; i++) {
            to[i] += x[i] * factor[i] + shift[i];
        }
    }

    @Override
    public void standardize(
            float[] out, float[] x, float mean, float inverseDeviation, float[] weight, float[] bias, int n) {
        int whole = SPECIES.loopBound(n);
        for (int i = 0; i < whole; i += STEP) {
            FloatVector.fromArray(SPECIES, x, i)
                    .sub(mean)
                    .mul(inverseDeviation)
                    .mul(FloatVector.fromArray(SPECIES, weight, i))
                    .add(FloatVector.fromArray(SPECIES, bias, i))
                    .intoArray(out, i);
        }
        for (int i = whole; i < n; i++) {
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
        int whole = SPECIES.loopBound(n);
        for (int i = 0; i < whole; i += STEP) {
            FloatVector value = FloatVector.fromArray(SPECIES, x, i);
            FloatVector difference = FloatVector.fromArray(SPECIES, sums, i)
                    .mul(FloatVector.fromArray(SPECIES, share, i))
                    .sub(value);
            FloatVector branch = FloatVector.fromArray(SPECIES, factor, i)
                    .mul(inverseDeviation)
                    .mul(difference);
            FloatVector.fromArray(SPECIES, residual, i).mul(value).add(branch).intoArray(out, i);
        }
        for (int i = whole; i < n; i++) {
            out[i] = residual[i] * x[i] + factor[i] * inverseDeviation * (sums[i] * share[i] - x[i]);
        }
    }

    @Override
    public void addMagnitude(
            float[] to, float[] cosine, float[] sine, float[] epsilon, float[] factor, float[] shift, int n) {
        int whole = SPECIES.loopBound(n);
        for (int i = 0; i < whole; i += STEP) {
            FloatVector c = FloatVector.fromArray(SPECIES, cosine, i);
            FloatVector s = FloatVector.fromArray(SPECIES, sine, i);
            c.mul(c)
                    .add(s.mul(s))
                    .add(FloatVector.fromArray(SPECIES, epsilon, i))
                    .lanewise(VectorOperators.SQRT)
                    .mul(FloatVector.fromArray(SPECIES, factor, i))
                    .add(FloatVector.fromArray(SPECIES, shift, i))
                    .add(FloatVector.fromArray(SPECIES, to, i))
                    .intoArray(to, i);
        }
        for (int i = whole; i < n; i++) {
            float square = cosine[i] * cosine[i] + sine[i] * sine[i] + epsilon[i];
            to[i] += (float) Math.sqrt(square) * factor[i] + shift[i];
        }
    }

    @Override
    public void sumRows(float[] out, int at, float[] a, float[] b, float[] c, int n) {
        int whole = SPECIES.loopBound(n);
        for (int i = 0; i < whole; i += STEP) {
            FloatVector.fromArray(SPECIES, a, i)
                    .add(FloatVector.fromArray(SPECIES, b, i))
                    .add(FloatVector.fromArray(SPECIES, c, i))
                    .intoArray(out, at + i);
        }
        for (int i = whole; i < n; i++) {
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
        int whole = SPECIES.loopBound(n);
        for (int i = 0; i < whole; i += STEP) {
            FloatVector value = FloatVector.fromArray(SPECIES, x, i);
            FloatVector difference = FloatVector.fromArray(SPECIES, columns, i)
                    .add(FloatVector.fromArray(SPECIES, columns, i + distance))
                    .add(FloatVector.fromArray(SPECIES, columns, i + 2 * distance))
                    .mul(FloatVector.fromArray(SPECIES, share, i))
                    .sub(value);
            FloatVector branch = FloatVector.fromArray(SPECIES, factor, i)
                    .mul(inverseDeviation)
                    .mul(difference);
            FloatVector.fromArray(SPECIES, residual, i).mul(value).add(branch).intoArray(out, i);
        }
        for (int i = whole; i < n; i++) {
            float sum = columns[i] + columns[i + distance] + columns[i + 2 * distance];
            out[i] = residual[i] * x[i] + factor[i] * inverseDeviation * (sum * share[i] - x[i]);
        }
    }
}

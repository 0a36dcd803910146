package io.metaformer4j.runtime.frame;

import io.metaformer4j.runtime.dnnl.ExecutionStream;
import io.metaformer4j.runtime.kernel.RowKernels;

/** What a thread has for itself: a stream and arrays for rows. Confine to its thread. */
public final class TileWorker implements AutoCloseable {

    /** Rows that loops may use beside those of a window. */
    public static final int ROWS = 8;

    private final ExecutionStream stream;
    private final RowKernels kernels;
    private float[][] rows = new float[ROWS][0];

    public TileWorker(ExecutionStream stream, RowKernels kernels) {
        this.stream = stream;
        this.kernels = kernels;
    }

    public ExecutionStream stream() {
        return stream;
    }

    public RowKernels kernels() {
        return kernels;
    }

    /** An array of at least some length, the same one for the same number. */
    public float[] row(int number, int length) {
        if (number >= rows.length) {
            float[][] more = new float[number + ROWS][0];
            System.arraycopy(rows, 0, more, 0, rows.length);
            rows = more;
        }
        if (rows[number].length < length) {
            rows[number] = new float[length];
        }
        return rows[number];
    }

    @Override
    public void close() {
        stream.close();
    }
}

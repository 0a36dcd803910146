package io.metaformer4j.vision.resample;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PixelStrips;

/**
 * The two passes of a resize.
 *
 * <p>Implementation overview: the horizontal pass works on transposed strips of rows, in which a line holds one column and
 * channel of the strip; an output column is then a weighted sum of lines, which the compiler vectorises (see
 * {@link WeightedSums}). Its results are transposed back into rows, which are the lines of the vertical pass. Only the last rows that
 * the vertical pass can still need are kept, and their memory is used again.
 */
final class SeparableResize {

    /** Rows that are transposed back at a time, so that they stay in the cache. */
    private static final int BLOCK = 16;

    private final AxisWeights horizontal = new AxisWeights();
    private final AxisWeights vertical = new AxisWeights();
    private int[][] columns = new int[0][];
    private int[][] columnSums = new int[0][];
    private int[][] rows = new int[0][];
    private int[] sum = new int[0];

    AxisWeights horizontal() {
        return horizontal;
    }

    AxisWeights vertical() {
        return vertical;
    }

    /** Computes all rows; the weights of both axes have been computed, and the source covers what they need. */
    void run(PixelStrips source, RowSink sink) {
        int rowValues = Picture.CHANNELS * horizontal.outputs();
        reserve(source, rowValues);
        int done = 0;
        int base = source.region().y();
        int row = base;
        while (done < vertical.outputs()) {
            source.next(columns);
            horizontalPass(source);
            turnBack(row - base, source.first(), source.end(), rowValues);
            row += source.end() - source.first();
            done = verticalPass(done, base, row, rowValues, sink);
            if (done < vertical.outputs()) {
                int next = Math.min(vertical.first(done), row);
                drop(next - base, row - base);
                base = next;
            }
        }
    }

    private void reserve(PixelStrips source, int rowValues) {
        columns = reserve(columns, Picture.CHANNELS * source.region().width(), source.lanes());
        columnSums = reserve(columnSums, rowValues, source.lanes());
        rows = reserve(rows, source.lanes() + vertical.most(), rowValues);
        if (sum.length < rowValues) {
            sum = new int[rowValues];
        }
    }

    private static int[][] reserve(int[][] lines, int count, int lanes) {
        if (lines.length >= count && lines[0].length >= lanes) {
            return lines;
        }
        int most = Math.max(count, lines.length);
        int longest = lines.length == 0 ? lanes : Math.max(lanes, lines[0].length);
        return new int[most][longest];
    }

    private void horizontalPass(PixelStrips source) {
        int to = 0;
        for (int x = 0; x < horizontal.outputs(); x++) {
            int first = (horizontal.first(x) - source.region().x()) * Picture.CHANNELS;
            for (int c = 0; c < Picture.CHANNELS; c++) {
                WeightedSums.sum(
                        columns,
                        first + c,
                        Picture.CHANNELS,
                        horizontal.weights(),
                        horizontal.at(x),
                        horizontal.count(x),
                        columnSums[to++],
                        source.end());
            }
        }
    }

    /** Transposes the results of the horizontal pass back into rows, behind the rows that are kept. */
    private void turnBack(int kept, int first, int end, int rowValues) {
        for (int start = first; start < end; start += BLOCK) {
            int stop = Math.min(start + BLOCK, end);
            for (int x = 0; x < rowValues; x++) {
                int[] line = columnSums[x];
                for (int lane = start; lane < stop; lane++) {
                    rows[kept + lane - first][x] = line[lane];
                }
            }
        }
    }

    /**
     * Finishes all outputs whose inputs are there.
     *
     * @param done outputs finished before
     * @param base which input {@code rows[0]} is
     * @param limit first input that is not there yet
     * @return outputs finished now
     */
    private int verticalPass(int done, int base, int limit, int rowValues, RowSink sink) {
        int y = done;
        while (y < vertical.outputs() && vertical.first(y) + vertical.count(y) <= limit) {
            int first = vertical.first(y) - base;
            WeightedSums.sum(rows, first, 1, vertical.weights(), vertical.at(y), vertical.count(y), sum, rowValues);
            sink.row(y, sum);
            y++;
        }
        return y;
    }

    /** Moves the rows from {@code shift} on to the front; the others' memory is used again. */
    private void drop(int shift, int used) {
        for (int i = shift; i < used; i++) {
            int[] line = rows[i - shift];
            rows[i - shift] = rows[i];
            rows[i] = line;
        }
    }
}

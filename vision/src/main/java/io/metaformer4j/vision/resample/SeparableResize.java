package io.metaformer4j.vision.resample;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;

/**
 * The two passes of a resize.
 *
 * <p>Implementation overview: the horizontal pass works on strips of rows that are first turned, so that a line holds one
 * column and channel of the strip; an output column is then a weighted sum of lines, which the compiler vectorises (see
 * {@link WeightedSums}). Its results are turned back into rows, which are the lines of the vertical pass. Only the last
 * rows that the vertical pass can still need are kept, and their memory is used again.
 */
final class SeparableResize {

    /** Rows per strip; long lines are fast, short strips stay in the cache. */
    private static final int MAX_STRIP = 192;

    /** Rows that are turned together; their pixels stay in the cache. */
    private static final int BLOCK = 16;

    private final AxisWeights horizontal = new AxisWeights();
    private final AxisWeights vertical = new AxisWeights();
    private int[][] columns = new int[0][];
    private int[][] turned = new int[0][];
    private int[][] rows = new int[0][];
    private int[] sum = new int[0];

    AxisWeights horizontal() {
        return horizontal;
    }

    AxisWeights vertical() {
        return vertical;
    }

    /** Computes all rows; the weights of both axes have been computed. */
    void run(Picture part, Region region, RowSink sink) {
        int rowValues = Picture.CHANNELS * horizontal.outputs();
        int strip = Math.min(MAX_STRIP, vertical.high() - vertical.low());
        reserve(strip, rowValues);
        int done = 0;
        int base = vertical.low();
        int row = base;
        while (done < vertical.outputs()) {
            int count = Math.min(strip, vertical.high() - row);
            horizontalPass(part, region, row, count);
            turnBack(row - base, count, rowValues);
            row += count;
            done = verticalPass(done, base, row, rowValues, sink);
            if (done < vertical.outputs()) {
                int next = Math.min(vertical.first(done), row);
                drop(next - base, row - base);
                base = next;
            }
        }
    }

    private void reserve(int strip, int rowValues) {
        columns = reserve(columns, Picture.CHANNELS * (horizontal.high() - horizontal.low()), strip);
        turned = reserve(turned, rowValues, strip);
        rows = reserve(rows, strip + vertical.most(), rowValues);
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

    private void horizontalPass(Picture part, Region region, int row, int count) {
        int low = horizontal.low();
        turn(part, (row - region.y()) * part.width() + low - region.x(), horizontal.high() - low, count);
        int to = 0;
        for (int x = 0; x < horizontal.outputs(); x++) {
            int first = (horizontal.first(x) - low) * Picture.CHANNELS;
            for (int c = 0; c < Picture.CHANNELS; c++) {
                WeightedSums.sum(
                        columns,
                        first + c,
                        Picture.CHANNELS,
                        horizontal.weights(),
                        horizontal.at(x),
                        horizontal.count(x),
                        turned[to++],
                        count);
            }
        }
    }

    /** Turns a strip of pixels so that each line holds one column and channel. */
    private void turn(Picture part, int pixel, int width, int count) {
        byte[] rgb = part.rgb();
        int stride = part.width() * Picture.CHANNELS;
        for (int start = 0; start < count; start += BLOCK) {
            int end = Math.min(start + BLOCK, count);
            for (int x = 0; x < width; x++) {
                int[] red = columns[x * Picture.CHANNELS];
                int[] green = columns[x * Picture.CHANNELS + 1];
                int[] blue = columns[x * Picture.CHANNELS + 2];
                int at = (pixel + x) * Picture.CHANNELS + start * stride;
                for (int y = start; y < end; y++, at += stride) {
                    red[y] = rgb[at] & 0xff;
                    green[y] = rgb[at + 1] & 0xff;
                    blue[y] = rgb[at + 2] & 0xff;
                }
            }
        }
    }

    /** Turns the results of the horizontal pass back into rows, in blocks that stay in the cache. */
    private void turnBack(int kept, int count, int rowValues) {
        for (int start = 0; start < count; start += BLOCK) {
            int end = Math.min(start + BLOCK, count);
            for (int x = 0; x < rowValues; x++) {
                int[] line = turned[x];
                for (int y = start; y < end; y++) {
                    rows[kept + y][x] = line[y];
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

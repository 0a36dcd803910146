package io.metaformer4j.runtime.bind;

import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.plan.PlanValue;

/**
 * The rows of a map, shared out among threads.
 *
 * @param height number of rows
 * @param width positions of a row
 * @param channels channels of a position
 * @param tiles number of shares
 */
record RowRange(int height, int width, int channels, int tiles) {

    /** What is done with a row. */
    interface RowBody {
        /** Computes row {@code y}. */
        void compute(int y, TileWorker worker);
    }

    static RowRange of(Binding binding, PlanValue value) {
        int height = binding.sizes().height(value);
        return new RowRange(height, binding.sizes().width(value), value.channels(), binding.rowTiles(height));
    }

    /** Numbers in a row. */
    int length() {
        return width * channels;
    }

    int from(int tile) {
        return (int) ((long) tile * height / tiles);
    }

    BoundStep bind(String path, RowBody body) {
        return new BoundStep(path, tiles, (tile, worker) -> {
            for (int y = from(tile); y < from(tile + 1); y++) {
                body.compute(y, worker);
            }
        });
    }
}

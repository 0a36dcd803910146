package io.metaformer4j.runtime.bind;

import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.Frame;
import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.frame.PrimitiveCache;
import io.metaformer4j.runtime.frame.WeightStore;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.zoo.Preprocessing;

/**
 * What steps are bound to.
 *
 * @param frame memory of the values
 * @param sizes height and width of the maps
 * @param primitives compiled for these sizes
 * @param weights packed weights
 * @param threads into how many tiles a step is cut at least, where it is large enough
 * @param preprocessing statistics of pictures that come as bytes
 */
public record Binding(
        Frame frame,
        LevelSizes sizes,
        PrimitiveCache primitives,
        WeightStore weights,
        int threads,
        Preprocessing preprocessing) {

    /** Which thread computes a tile when all work together. */
    int partOf(int tile, int tiles) {
        return BoundStep.partOf(tile, tiles, threads);
    }

    /** Tiles of a step that goes over a map row by row. */
    int rowTiles(int height) {
        return Math.min(height, threads);
    }

    /** Constants of a step in native memory. */
    NativeMemory.Address constant(String path, String what, Coefficients values) {
        return weights.constant(path + "/" + what, values::values);
    }

    /** Numbers for each channel, repeated along a row of a map. */
    static float[] alongRow(Coefficients values, int width) {
        float[] row = new float[values.size() * width];
        for (int x = 0; x < width; x++) {
            System.arraycopy(values.values(), 0, row, x * values.size(), values.size());
        }
        return row;
    }
}

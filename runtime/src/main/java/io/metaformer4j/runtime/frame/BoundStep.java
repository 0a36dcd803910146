package io.metaformer4j.runtime.frame;

/**
 * A step with its memory, cut into tiles that may be computed in any order and by any threads.
 *
 * @param path which step
 * @param tiles number of tiles
 * @param body computes one tile
 */
public record BoundStep(String path, int tiles, Tile body) {

    /** The work of a step. */
    public interface Tile {
        /** Computes a tile on the calling thread. */
        void compute(int tile, TileWorker worker);
    }

    /** Computes the share of one of several threads. */
    public void compute(int part, int parts, TileWorker worker) {
        int end = (int) ((long) (part + 1) * tiles / parts);
        for (int tile = (int) ((long) part * tiles / parts); tile < end; tile++) {
            body.compute(tile, worker);
        }
    }

    /** Which of several threads computes a tile. */
    public static int partOf(int tile, int tiles, int parts) {
        int part = (int) ((long) tile * parts / tiles);
        while ((long) (part + 1) * tiles / parts <= tile) {
            part++;
        }
        return part;
    }
}

package io.metaformer4j.vision.loader;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * The part of a data set that one of several processes reads.
 *
 * @param rank which process, 0 to {@code world - 1}
 * @param world number of processes
 */
public record Partition(int rank, int world) {

    /** Checks that the rank is one of the processes. */
    public Partition {
        if (world < 1 || rank < 0 || rank >= world) {
            throw new MetaFormerException(
                    "rank " + rank + " of " + world + " processes does not exist; ranks go from 0 to world - 1");
        }
    }

    /**
     * Everything, for a single process.
     *
     * @return rank 0 of 1
     */
    public static Partition whole() {
        return new Partition(0, 1);
    }
}

package io.metaformer4j.vision.loader;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.stream.IntStream;

/**
 * The part of a data set that one of several processes reads.
 *
 * @param rank which process, 0 to {@code worldSize - 1}
 * @param worldSize number of processes
 */
public record Partition(int rank, int worldSize) {

    /** Checks that the rank is one of the processes. */
    public Partition {
        if (worldSize < 1 || rank < 0 || rank >= worldSize) {
            throw new MetaFormerException("rank " + rank + " of " + worldSize
                    + " processes does not exist; ranks go from 0 to their number less 1");
        }
    }

    /**
     * Which places of a batch are this process's, where several compute it together. Places are dealt out from both ends,
     * so that two pictures that are mixed with each other come to the same process.
     *
     * @param batch pictures of a batch of all processes
     * @return places in the batch from 0, ascending; none where there are more processes than pictures and this is one too
     *     many
     */
    public int[] places(int batch) {
        int from = (int) ((long) batch * rank / worldSize);
        int to = (int) ((long) batch * (rank + 1) / worldSize);
        return IntStream.range(from, to)
                .map(turn -> turn % 2 == 0 ? turn / 2 : batch - 1 - turn / 2)
                .sorted()
                .toArray();
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

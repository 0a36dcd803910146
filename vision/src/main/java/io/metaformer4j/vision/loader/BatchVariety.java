package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import java.util.BitSet;

/**
 * Of how many classes a batch has pictures. An order that follows sorted data makes batches of few classes, from which a
 * network learns badly.
 */
public final class BatchVariety {

    /** Enough for a mean; reading labels costs nothing. */
    private static final int BATCHES = 100;

    private BatchVariety() {}

    /**
     * The mean over some batches of the first epoch.
     *
     * @param data the data
     * @param order the order of a single process
     * @param batch pictures of a batch, at least 1
     * @return number of classes of a batch; 0 if the data fill none
     */
    public static double classes(Dataset<ClassTarget> data, SampleOrder order, int batch) {
        int[] indices = order.indices(data.size(), 0);
        int batches = indices.length / batch;
        int looked = Math.min(BATCHES, batches);
        long classes = 0;
        for (int i = 0; i < looked; i++) {
            int first = (int) ((long) i * batches / looked) * batch;
            BitSet seen = new BitSet();
            for (int j = first; j < first + batch; j++) {
                seen.set(data.target(indices[j]).label());
            }
            classes += seen.cardinality();
        }
        return looked == 0 ? 0 : (double) classes / looked;
    }
}

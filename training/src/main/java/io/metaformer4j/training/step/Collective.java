package io.metaformer4j.training.step;

import io.metaformer4j.training.optimizer.Parameter;
import java.util.List;

/**
 * One member's view of those that compute an update together, each from a slice of every batch. All members call the same
 * operations in the same order, each on a thread of its own, and every call waits for all of them.
 *
 * <p>Members in one process look at the same weights ({@link LocalCollective}); a collective over processes would keep a copy
 * of the weights in each and all-reduce the gradients. The trainer asks for nothing else, so it need not know which it is.
 */
interface Collective extends AutoCloseable {

    /** Number of this member, from 0; the first one has the weights that are saved. */
    int rank();

    /** Number of members. */
    int size();

    /**
     * Gives all members the weights of the first.
     *
     * @param parameters those of this member, in the same order in all members
     */
    void shareWeights(List<Parameter> parameters);

    /**
     * Adds up the gradients of all members in the order of their ranks. Afterwards every member whose weights are its own holds
     * the sum; members that look at the weights of another hold no gradients.
     *
     * @param parameters those of this member, in the same order in all members; some may have no gradient
     */
    void sumGradients(List<Parameter> parameters);

    /**
     * Adds up a number, such as a loss or a count, in the order of the ranks.
     *
     * @param number that of this member
     * @return the sum, the same in all members
     */
    double sum(double number);

    /** The part of a batch that this member computes: parts of equal size, as far as that is possible. */
    default ReplicaSlice slice(TrainingBatch batch) {
        int from = (int) ((long) batch.size() * rank() / size());
        int to = (int) ((long) batch.size() * (rank() + 1) / size());
        return new ReplicaSlice(batch, from, to - from);
    }

    @Override
    void close();
}

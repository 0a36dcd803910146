package io.metaformer4j.training.step;

import io.metaformer4j.training.optimizer.Parameter;
import java.util.List;

/**
 * One member's view of those that compute an update together, each from a part of every batch. All members call the same
 * operations in the same order, each on a thread of its own, and every call waits for all of them.
 *
 * <p>Members in one process look at the same weights; those in different processes have copies of them, which stay equal because
 * everybody makes the same update.
 */
public interface Collective extends AutoCloseable {

    /**
     * The collective of one member, who waits for nobody.
     *
     * @return the member
     */
    static Collective alone() {
        return LocalCollective.of(1).get(0);
    }

    /**
     * Who this member is.
     *
     * @return its number from 0; the first one has the weights that are saved
     */
    int rank();

    /**
     * How many members there are.
     *
     * @return at least 1
     */
    int size();

    /**
     * Gives all members the weights of the first.
     *
     * @param parameters those of this member, in the same order in all members
     */
    void shareWeights(List<Parameter> parameters);

    /**
     * Runs the last backward passes before {@link #sumGradients}, which may begin meanwhile with gradients that are complete.
     * Either all members call it, also those that have nothing to run, or none does.
     *
     * @param signals tells which gradients are complete, for the parameters that are summed
     * @param passes runs the passes
     */
    default void overlap(GradientSignals signals, Runnable passes) {
        passes.run();
    }

    /**
     * Adds up the gradients of all members. Afterwards every member whose weights are its own holds the sum, the same bits in
     * all of them; members that look at the weights of another hold no gradients.
     *
     * @param parameters those of this member, in the same order in all members; some may have no gradient
     */
    void sumGradients(List<Parameter> parameters);

    /**
     * Adds up numbers, such as losses and counts, place by place.
     *
     * @param numbers those of this member, as many as all others have
     * @return the sums, the same in all members
     */
    double[] sums(double... numbers);

    /**
     * Adds up numbers in the midst of forward and backward passes, while gradients may be on their way. These sums keep an
     * order of their own.
     *
     * @param numbers those of this member, as many as all others have
     * @return the sums, the same bits in all members
     */
    default double[] sumsOfPasses(double... numbers) {
        return sums(numbers);
    }

    /**
     * Adds up a number.
     *
     * @param number that of this member
     * @return the sum, the same in all members
     */
    default double sum(double number) {
        return sums(number)[0];
    }

    @Override
    void close();
}

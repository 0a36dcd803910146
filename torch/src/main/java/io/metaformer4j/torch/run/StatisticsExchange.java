package io.metaformer4j.torch.run;

/**
 * Adds up numbers of several networks that compute a batch together, each on a thread or in a process of its own. All of them
 * ask for the same sums in the same order, in the midst of their forward and backward passes, and wait for each other.
 */
@FunctionalInterface
public interface StatisticsExchange {

    /**
     * Adds up numbers place by place.
     *
     * @param own those of this network, as many as the others have
     * @return the sums, the same bits for all networks
     */
    double[] sums(double... own);
}

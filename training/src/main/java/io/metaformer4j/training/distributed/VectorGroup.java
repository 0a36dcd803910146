package io.metaformer4j.training.distributed;

import io.metaformer4j.engine.Device;
import java.time.Duration;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Work;

/**
 * Connections through which all processes add up long vectors: {@link GlooGroup} those in memory, {@link NcclGroup} those on
 * graphics cards. All processes begin the same sums in the same order.
 */
interface VectorGroup extends AutoCloseable {

    /** How the graphics cards of all processes are connected. */
    @FunctionalInterface
    interface CardConnection {

        /**
         * Connects the card of this process to those of the others, which all do so at once.
         *
         * @param environment who this process is
         * @param card where its vectors lie
         * @param timeouts how long to wait for the others
         * @param store a connection of its own, closed with the result unless this fails
         * @param watch knows whether the others live
         * @return the connections
         * @throws io.metaformer4j.zoo.MetaFormerException if the cards cannot be connected
         */
        VectorGroup connect(
                RankEnvironment environment, Device card, RankTimeouts timeouts, RankStore store, RankWatch watch);
    }

    /**
     * Begins to replace the values of a vector by their sums over all processes.
     *
     * @param vector a dense tensor, which nobody else writes or frees until the sum is there
     * @return the work, to be {@linkplain #await awaited} and closed
     * @throws RankLostException if another process is lost
     */
    Work beginSum(Tensor vector);

    /**
     * Waits for a sum. Whatever the calling thread computes with the vector afterwards computes with the sum.
     *
     * @param work what {@link #beginSum} returned
     * @param limit how long the others may take
     * @throws RankLostException if another process is lost, or too late
     */
    void await(Work work, Duration limit);

    /** Gives up sums that are on their way and will never be complete, so that this process can end. */
    void abandon();

    /** Closes the connections, after all sums of all processes are complete. */
    @Override
    void close();
}

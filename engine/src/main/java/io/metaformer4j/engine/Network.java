package io.metaformer4j.engine;

import io.metaformer4j.engine.profile.Profiler;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.Optional;

/**
 * A MetaFormer that computes, on some engine.
 *
 * <p>Safe for concurrent use: any number of threads may run it at once. Within rounding, the answer to a picture depends
 * neither on the other pictures of its batch nor on the number of threads; a picture of NaN has an answer of NaN and does not
 * touch its neighbours.
 */
public interface Network extends AutoCloseable {

    /** What networks of some engines can do beside answering. */
    enum Capability {
        /** {@link Network#gradients()}. */
        GRADIENTS("gradients"),
        /** {@link Network#continuation()}. */
        CONTINUATION("answers to changed activations");

        private final String title;

        Capability(String title) {
            this.title = title;
        }

        /**
         * The capability in words.
         *
         * @return for instance {@code gradients}
         */
        public String title() {
            return title;
        }
    }

    /**
     * What the network is.
     *
     * @return the description that it was built from
     */
    Architecture architecture();

    /**
     * Where and how it computes.
     *
     * @return device, precision and threads
     */
    Placement placement();

    /**
     * Computes what is asked for, without recording gradients.
     *
     * @param images pictures {@code [N, C, H, W]} in any layout of a batch; floats are taken as they are, bytes are normalised
     *     with the statistics that the network was loaded with. The memory is only read, and only during the call.
     * @param request what to compute
     * @return the numbers asked for, in plain memory that belongs to the caller
     * @throws MetaFormerException if the network has no such output, or does not take the size or the number of channels
     * @throws IllegalStateException if the network is closed
     */
    Outputs run(ImageBatch images, Request request);

    /**
     * Gradients with respect to activations and the input, if the engine can compute them.
     *
     * @return the capability, valid as long as the network; empty where there is none
     */
    default Optional<Gradients> gradients() {
        return Optional.empty();
    }

    /**
     * Answers to changed activations, if the engine can begin in the middle of a network.
     *
     * @return the capability, valid as long as the network; empty where there is none
     */
    default Optional<Continuation> continuation() {
        return Optional.empty();
    }

    /**
     * Times of the single steps, if the engine can tell them.
     *
     * @return the capability, valid as long as the network; empty where there is none
     */
    default Optional<Profiler> profiler() {
        return Optional.empty();
    }

    /**
     * Gives back the memory of the weights, as soon as runs that are under way have ended. Closing twice does nothing.
     */
    @Override
    void close();
}

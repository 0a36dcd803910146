package io.metaformer4j.engine.profile;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/**
 * Tells where the time goes in which a network computes its answers: the logits of a classifier, the maps of all stages of a
 * backbone. Passes that nobody asked to be profiled are as fast as without it. Used by one thread at a time, while nobody else runs
 * the network.
 */
public interface Profiler {

    /**
     * The steps that a pass goes through, in order.
     *
     * @param images pictures of the size and layout that is asked about; their values do not matter
     * @return what each step has to do
     * @throws MetaFormerException if the network does not take the size or the number of channels
     */
    List<StepWork> work(ImageBatch images);

    /**
     * Computes the answers, forgets them, and tells how long each step took.
     *
     * @param images pictures {@code [N, C, H, W]} in any layout of a batch
     * @return times of the steps of {@link #work}, for all pictures together
     * @throws MetaFormerException if the network does not take the size or the number of channels
     * @throws IllegalStateException if the network is closed
     */
    PassTimes run(ImageBatch images);

    /**
     * Measures the machine with the threads of the network, for some tenths of a second.
     *
     * @param images pictures of the size that is asked about
     * @return what it can do at the most, now
     * @throws MetaFormerException if the network does not take the size or the number of channels
     * @throws IllegalStateException if the network is closed
     */
    MachineRates rates(ImageBatch images);
}

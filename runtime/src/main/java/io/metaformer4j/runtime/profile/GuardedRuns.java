package io.metaformer4j.runtime.profile;

import io.metaformer4j.runtime.exec.StepWatch;
import io.metaformer4j.runtime.exec.ThreadWork;
import io.metaformer4j.vision.ImageBatch;

/** What a profiler may do with a network, which stays open meanwhile, and says so if it is closed. */
public interface GuardedRuns {

    /** Complains of pictures that the network does not take. */
    void require(ImageBatch images);

    /** Computes the answers to pictures. */
    void run(ImageBatch images, StepWatch watch);

    /** Lets all threads do something at the same time. */
    void onEveryThread(ThreadWork work);
}

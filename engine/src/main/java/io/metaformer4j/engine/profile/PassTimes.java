package io.metaformer4j.engine.profile;

import java.util.List;

/**
 * How long one pass through a network took. Times of steps are means over threads, so that they add up: with what is between them,
 * {@link #outside()}, to the time of the pass.
 *
 * @param seconds from the call to its return
 * @param steps times of the steps, in the order of {@link Profiler#work}
 */
public record PassTimes(double seconds, List<StepTime> steps) {

    /** Copies the list. */
    public PassTimes {
        steps = List.copyOf(steps);
    }

    /**
     * What was spent outside of steps: waking the threads, waiting for the last of them in the end, memory for the results.
     *
     * @return seconds
     */
    public double outside() {
        return seconds - steps.stream().mapToDouble(StepTime::seconds).sum();
    }
}

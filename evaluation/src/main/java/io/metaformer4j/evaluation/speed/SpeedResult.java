package io.metaformer4j.evaluation.speed;

/**
 * How fast something was.
 *
 * @param pictures pictures of one run
 * @param latencies how long the runs took
 * @param warmUp what was run before
 * @param memory the most memory that the process had, warm-up included
 * @param machine whether the machine was fit to be measured
 */
public record SpeedResult(
        int pictures, Latencies latencies, WarmUp.Course warmUp, PeakMemory memory, MachineVerdict machine) {

    /**
     * Pictures in a second, by the mean of the times, as timm counts them.
     *
     * @return their number
     */
    public double picturesPerSecond() {
        return pictures / latencies.mean();
    }
}

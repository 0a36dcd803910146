package io.metaformer4j.evaluation.robustness;

/**
 * What was counted by the reassessed labels of ImageNet, in which a picture may have several right answers, or none and is then
 * left out.
 *
 * @param counted pictures that have a label
 * @param correct1 how many have one of theirs on top
 * @param correct5 how many have one of theirs among the five best
 */
public record ReassessedCounts(long counted, long correct1, long correct5) {

    /**
     * Together with another part of the pictures.
     *
     * @param other what was counted there
     * @return the sums
     */
    public ReassessedCounts plus(ReassessedCounts other) {
        return new ReassessedCounts(counted + other.counted, correct1 + other.correct1, correct5 + other.correct5);
    }

    /**
     * Share of the pictures that have one of their labels on top.
     *
     * @return percentage, NaN if nothing was counted
     */
    public double top1() {
        return 100.0 * correct1 / counted;
    }

    /**
     * Share of the pictures that have one of their labels among the five best.
     *
     * @return percentage, NaN if nothing was counted
     */
    public double top5() {
        return 100.0 * correct5 / counted;
    }
}

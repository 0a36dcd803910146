package io.metaformer4j.zoo.cost;

/**
 * Follows which values are in memory while a network answers: those that are needed again later, and the last result. Numbers
 * are values of one picture.
 */
final class LiveMaps {

    private long kept;
    private long last;
    private long peak;
    private long total;

    /** Begins with the picture. */
    LiveMaps(long picture) {
        last = picture;
        peak = picture;
        total = picture;
    }

    /**
     * An operation that makes a new result of the last one.
     *
     * @param values how many values it puts out
     * @return how many values are in memory meanwhile
     */
    long compute(long values) {
        long alive = kept + last + values;
        peak = Math.max(peak, alive);
        total += values;
        last = values;
        return alive;
    }

    /**
     * An operation that in inference writes its result over the last one, as activations do that engines compute together with
     * what is before them. A backward pass needs both.
     *
     * @return how many values are in memory meanwhile
     */
    long replace() {
        total += last;
        return alive();
    }

    /** How many values are in memory between two operations. */
    long alive() {
        return kept + last;
    }

    /**
     * Keeps the last result until it is released, while others are made of it.
     *
     * @return how many values that are; none if it is kept already
     */
    long keep() {
        long values = last;
        kept += values;
        last = 0;
        return values;
    }

    /** Lets go of values that were kept. */
    void release(long values) {
        kept -= values;
    }

    /** The most values that were in memory at once. */
    long peak() {
        return peak;
    }

    /** The picture and everything that was put out, which a backward pass needs. */
    long total() {
        return total;
    }
}

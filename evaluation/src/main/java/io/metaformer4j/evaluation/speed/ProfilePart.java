package io.metaformer4j.evaluation.speed;

import io.metaformer4j.engine.profile.StepTime;
import java.util.List;

/**
 * A step of a profiled network, or several together: what it took, and what it would take at the machine's rates.
 *
 * @param name path of the step, or what the steps have in common
 * @param steps how many there are
 * @param time what they took
 * @param macs multiply-adds for the whole batch
 * @param bytes bytes that are read and written for the whole batch, weights once
 * @param bounds times that the machine's rates allow
 */
public record ProfilePart(String name, int steps, StepTime time, long macs, long bytes, Bounds bounds) {

    private static final double GIGA = 1e9;

    /**
     * Seconds at the machine's rates.
     *
     * @param products that the multiply-adds would take at the rate of large products
     * @param memory that reading and writing would take at the rates of copies
     * @param least the longer of the two for each step, but no longer than the step took: a step that the caches made faster than a
     *     copy is no credit for others
     */
    public record Bounds(double products, double memory, double least) {}

    /** Which of the machine's rates is the bound of a step. */
    public enum Limit {
        /** That of multiply-adds. */
        PRODUCTS,
        /** That of reading and writing. */
        MEMORY
    }

    /**
     * Several parts as one.
     *
     * @param name what they have in common
     * @param parts the parts
     * @return their sums
     */
    public static ProfilePart sum(String name, List<ProfilePart> parts) {
        double seconds = 0;
        double waiting = 0;
        double products = 0;
        double memory = 0;
        double least = 0;
        int steps = 0;
        long macs = 0;
        long bytes = 0;
        for (ProfilePart part : parts) {
            seconds += part.time.seconds();
            waiting += part.time.waiting();
            products += part.bounds.products();
            memory += part.bounds.memory();
            least += part.bounds.least();
            steps += part.steps;
            macs += part.macs;
            bytes += part.bytes;
        }
        return new ProfilePart(
                name, steps, new StepTime(seconds, waiting), macs, bytes, new Bounds(products, memory, least));
    }

    /**
     * Speed of the arithmetic.
     *
     * @return billions of floating point operations a second, two for each multiply-add
     */
    public double gigaflops() {
        return perSecond(2 * macs / GIGA);
    }

    /**
     * Share of the rate of large products that was reached.
     *
     * @return 1 at that rate
     */
    public double productShare() {
        return perSecond(bounds.products());
    }

    /**
     * Share of the rates of copies that was reached.
     *
     * @return 1 at these rates; more where caches kept what was read
     */
    public double memoryShare() {
        return perSecond(bounds.memory());
    }

    /**
     * How near this comes to what the machine allows.
     *
     * @return least over real time, at most 1
     */
    public double nearness() {
        return perSecond(bounds.least());
    }

    /** Nothing is said of what was too fast for the clock. */
    private double perSecond(double amount) {
        return time.seconds() > 0 ? amount / time.seconds() : 0;
    }

    /**
     * The rate that is the bound.
     *
     * @return that by which it would take longer
     */
    public Limit limit() {
        return bounds.products() >= bounds.memory() ? Limit.PRODUCTS : Limit.MEMORY;
    }
}

package io.metaformer4j.engine.profile;

/**
 * How long the threads of a network were at a step during one pass.
 *
 * @param seconds the mean over all threads that took part of the time from the moment at which a thread begins with its share to
 *     that at which it can go on with something else, waiting included; the shares of all pictures of the batch together
 * @param waiting the part of it in which threads waited for others. Threads need not wait behind every step: what one of them is
 *     late with shows at the next step behind which they do
 */
public record StepTime(double seconds, double waiting) {}

package io.metaformer4j.runtime.dnnl;

/**
 * How a convolution goes over a map, with the zeros that are added on each side.
 *
 * @param stride step in both directions
 * @param top rows of zeros above
 * @param bottom rows of zeros below, negative if the last rows are not reached
 * @param left columns of zeros before
 * @param right columns of zeros behind, negative if the last columns are not reached
 */
public record SlidingWindow(int stride, int top, int bottom, int left, int right) {}

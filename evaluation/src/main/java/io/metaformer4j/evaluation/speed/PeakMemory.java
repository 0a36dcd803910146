package io.metaformer4j.evaluation.speed;

import java.util.OptionalLong;

/**
 * The most memory that the process had. Memory of a graphics card is not measured.
 *
 * @param process bytes of main memory, native memory included; empty where there is no {@code /proc}, which only Linux has
 * @param sinceStart whether that is the peak of the whole life of the process, where the system did not let it be reset
 * @param heap bytes of the heap of Java, a part of {@code process}: the sum of what each of its pools had at the most
 */
public record PeakMemory(OptionalLong process, boolean sinceStart, long heap) {}

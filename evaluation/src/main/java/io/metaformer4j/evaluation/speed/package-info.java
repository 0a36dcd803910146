/**
 * How fast something runs: warm-up, latencies, memory, and whether the machine was fit to be measured. Whatever is timed is a
 * {@link java.lang.Runnable}; {@link io.metaformer4j.evaluation.speed.InferenceRun} is that of a network on any engine.
 */
package io.metaformer4j.evaluation.speed;

/**
 * How a plan runs: threads that wait for each other between steps ({@link io.metaformer4j.runtime.exec.ThreadTeam}), frames of memory
 * for each size of picture ({@link io.metaformer4j.runtime.exec.SizedNetwork}), and who gets which
 * ({@link io.metaformer4j.runtime.exec.PlanRunner}).
 *
 * <p>A frame computes one picture at a time. The pictures of a batch are computed by one thread each; one picture alone by all
 * threads together. So no answer depends on what else is in its batch.
 */
package io.metaformer4j.runtime.exec;

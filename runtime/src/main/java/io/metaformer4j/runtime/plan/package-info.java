/**
 * What the engine computes, as data: an {@link io.metaformer4j.runtime.plan.ExecutionPlan} is a list of steps on named values, first
 * one step for each operation of the network ({@link io.metaformer4j.runtime.plan.PlanWriter}), then rewritten by the fusions of
 * {@code io.metaformer4j.runtime.fusion}. Sizes of maps are not part of it; one plan serves pictures of every size.
 *
 * <p>Every value is written by one step. A step that accumulates takes over the memory of one of the values it reads, which nobody
 * reads afterwards.
 */
package io.metaformer4j.runtime.plan;

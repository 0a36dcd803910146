/**
 * What rewriting steps of a plan needs: a {@link io.metaformer4j.runtime.fusion.PlanFusion} looks at one step and its neighbours in the
 * {@link io.metaformer4j.runtime.fusion.PlanGraph} and says by what they are replaced. The rewritings themselves are in
 * {@code fusion.weight}, which change numbers once so that a step is saved in each run, and in {@code fusion.pass}, which do two
 * things in one pass over memory.
 */
package io.metaformer4j.runtime.fusion;

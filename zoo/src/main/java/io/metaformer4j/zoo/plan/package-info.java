/**
 * The structure of a network, spelled once: which operations it runs, in which order, of what sizes, and what their modules
 * are called. A {@link io.metaformer4j.zoo.plan.NetworkPlan} is made of a description; engines and counters read it.
 *
 * <p>Module names are written here and read from the plan elsewhere, but where there is no plan to read: the tables of
 * {@code io.metaformer4j.weights.dialect} translate the names of any network, and its detection knows none yet; the
 * {@code ModelMatcher} of {@code io.metaformer4j.weights.match} looks for the block behind the last one, which no plan has;
 * and whoever asks for one activation names its module as users do, {@code stages.3}.
 */
package io.metaformer4j.zoo.plan;

/**
 * The structure of a network, spelled once: which operations it runs, in which order, of what sizes, and what their modules
 * are called. A {@link io.metaformer4j.zoo.plan.NetworkPlan} is made of a description; engines, counters and exporters read
 * it. Nothing else writes module names.
 */
package io.metaformer4j.zoo.plan;

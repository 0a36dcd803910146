/**
 * Weights for a network: from any checkpoint in any dialect to canonical tensors, strictly.
 *
 * <p>{@link io.metaformer4j.weights.load.WeightsLoader} gives a network exactly the tensors of its
 * {@link io.metaformer4j.zoo.plan.ParameterLayout}, or fails with a
 * {@link io.metaformer4j.weights.match.CheckpointMismatchException} that lists everything that does not fit. What may be left
 * out or start fresh is asked for by name in {@link io.metaformer4j.weights.load.LoadOptions} and told in the
 * {@link io.metaformer4j.weights.load.LoadedWeights}. {@link io.metaformer4j.weights.convert.WeightsConverter} rewrites a file
 * in another dialect or format, and {@link io.metaformer4j.weights.match.ModelMatcher} says which model a file belongs to.
 */
package io.metaformer4j.weights.load;

/**
 * Using and measuring networks: classification, features, validation.
 *
 * <p>A {@link io.metaformer4j.evaluation.LoadedModel} is a network with all that is needed to feed it. A
 * {@link io.metaformer4j.evaluation.Classifier} names what pictures show, a
 * {@link io.metaformer4j.evaluation.FeatureExtractor} gives the numbers inside the network, a
 * {@link io.metaformer4j.evaluation.TensorRunner} runs input that is a tensor already, and a
 * {@link io.metaformer4j.evaluation.Validator} counts how often a network is right.
 */
package io.metaformer4j.evaluation;

/**
 * Where in a picture the network's answer rests: {@link io.metaformer4j.evaluation.explain.Explainer} is what every method
 * offers, {@link io.metaformer4j.evaluation.explain.ActivationMap} what it finds.
 */
package io.metaformer4j.evaluation.explain;

/**
 * Where in a picture the network's answer rests: {@link io.metaformer4j.evaluation.explain.Explainer} is what every method
 * offers, {@link io.metaformer4j.evaluation.explain.ExplanationMethod} names those that
 * {@link io.metaformer4j.evaluation.explain.MethodExplainer} knows, {@link io.metaformer4j.evaluation.explain.ActivationMap} is
 * what they find, and {@link io.metaformer4j.evaluation.explain.PlacedMap} brings it back to the whole picture.
 */
package io.metaformer4j.evaluation.explain;

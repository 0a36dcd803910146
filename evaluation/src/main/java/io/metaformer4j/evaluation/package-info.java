/**
 * Using and measuring networks: classification, features, explanations, validation.
 *
 * <p>{@link io.metaformer4j.models.MetaFormers} finds a model and its weights and makes a
 * {@link io.metaformer4j.models.LoadedModel}: a network with all that is needed to feed it. A
 * {@link io.metaformer4j.evaluation.Classifier} names what pictures show, a
 * {@link io.metaformer4j.evaluation.FeatureExtractor} gives the numbers inside the network, a
 * {@link io.metaformer4j.evaluation.TensorRunner} runs input that is a tensor already, an
 * {@link io.metaformer4j.evaluation.explain.Explainer} shows which parts of a picture speak for a class, and a
 * {@link io.metaformer4j.evaluation.validation.Validator} counts how often a network is right. Nothing here knows an engine.
 *
 * <pre>{@code
 * ModelRequest request = ModelRequest.of("caformer_s18").withWeights("pretrained");
 * try (LoadedModel model = MetaFormers.standard().load(request)) {
 *     List<Prediction> best = Classifier.of(model).classify(Path.of("cat.jpg"), 5);
 * }
 * }</pre>
 */
package io.metaformer4j.evaluation;

/**
 * Models: what a network is called, takes and answers ({@link io.metaformer4j.models.ModelDescription}), where its weights come
 * from ({@link io.metaformer4j.models.WeightsSource}), and how both become a network that runs
 * ({@link io.metaformer4j.models.MetaFormers}). Knows no engine; the preferred one of the class path, the one
 * that is named, or the one that is handed in makes the networks.
 */
package io.metaformer4j.models;

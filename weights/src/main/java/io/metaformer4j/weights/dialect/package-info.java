/**
 * Dialects: how other projects name and shape the tensors of a network.
 *
 * <p>A {@link io.metaformer4j.weights.dialect.Dialect} holds its key map as data. Given an
 * {@link io.metaformer4j.zoo.architecture.Architecture} it lays out every tensor under its canonical and its own name, a
 * {@link io.metaformer4j.weights.dialect.DialectLayout}, which is a bijection and can be read in both directions.
 * {@link io.metaformer4j.weights.dialect.Dialects#detect(java.util.Collection)} finds the dialect of a checkpoint by the
 * names in it. Everything here is immutable and safe for concurrent use.
 */
package io.metaformer4j.weights.dialect;

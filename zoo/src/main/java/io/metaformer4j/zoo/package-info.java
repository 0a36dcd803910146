/**
 * Architectures as data: the description of a network and the table of published models. What follows from a description is
 * in two packages that build on this one: {@code plan} has its operations and tensors, {@code cost} their parameters and
 * multiply-adds. Nothing here depends on an engine.
 */
package io.metaformer4j.zoo;

/**
 * Architectures as data: the description of a network, the table of published models, and what can be computed from the
 * description alone (parameters, multiply-adds, map sizes). Nothing here depends on an engine.
 */
package io.metaformer4j.zoo;

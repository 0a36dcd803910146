/**
 * What fits and what does not: which model a checkpoint belongs to, and a report of tensors that are missing, left over or
 * mismatched, with hints.
 */
package io.metaformer4j.weights.match;

/**
 * Zip archives as PyTorch writes them: stored entries that are mapped where they lie.
 */
package io.metaformer4j.weights.zip;

/**
 * Rewrites checkpoints in another dialect, format or element type.
 */
package io.metaformer4j.weights.convert;

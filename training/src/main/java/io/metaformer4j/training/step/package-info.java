/**
 * One optimizer update after the other: batches are prepared, replicas of the network compute gradients from their slices, and
 * the optimizer changes the weights. Knows nothing of files.
 */
package io.metaformer4j.training.step;

/**
 * What turns gradients into new weights: groups of parameters, descriptions of optimizers and the optimizers themselves.
 * Beside it lie the clipping of gradients and the moving average of the weights. Everything works on lists of tensors with
 * libtorch's {@code _foreach_} and fused operations.
 *
 * <p>Confined to the thread that trains. Objects here own the native memory of their state until they are closed.
 */
package io.metaformer4j.training.optimizer;

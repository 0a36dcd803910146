/** libtorch's operations on whole lists of tensors. Nothing here knows what they are for. */
package io.metaformer4j.training.optimizer.kernel;

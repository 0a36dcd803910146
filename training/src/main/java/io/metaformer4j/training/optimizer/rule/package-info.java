/**
 * The arithmetic of optimizers: how a step changes parameters and what it remembers, in operations on lists of tensors. The
 * numbers are plain arguments; who describes and owns an optimizer is in the package above.
 */
package io.metaformer4j.training.optimizer.rule;

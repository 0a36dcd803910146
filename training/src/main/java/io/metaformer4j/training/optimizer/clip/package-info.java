/** What happens to gradients that are too large, as data and as operations on them. */
package io.metaformer4j.training.optimizer.clip;

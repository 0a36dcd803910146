/** The moving average of the weights, as data and as operations on them. */
package io.metaformer4j.training.optimizer.average;

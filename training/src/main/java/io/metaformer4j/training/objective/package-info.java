/**
 * What a network is trained for: an objective takes the targets of a batch, whatever they are, and makes a loss of them, which
 * runs the network. Those for classes compare its logits, and a recipe names one of them.
 */
package io.metaformer4j.training.objective;

/**
 * What a network is trained for: targets made from the labels of a batch, and a loss that compares the network's outputs with
 * them.
 */
package io.metaformer4j.training.objective;

/**
 * How far a network's features and answers move with its pictures, against how well it tells the pictures apart:
 * equivariance of the maps, as Lenc and Vedaldi measure it (arXiv:1411.5908), invariance of the pooled vector,
 * consistency of the predictions, accuracy and separation of the classes.
 */
package io.metaformer4j.evaluation.invariance;

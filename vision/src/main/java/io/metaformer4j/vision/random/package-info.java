/**
 * Randomness that is the same on every machine: seeds made of seeds, and numbers drawn from them.
 *
 * <p>All randomness of the vision module is a function of explicit seeds, so that the same seeds give the same pictures in
 * the same order, however many threads work.
 */
package io.metaformer4j.vision.random;

/**
 * The folder of a run: checkpoints, the log and the results, and how a run goes on from what it finds there. Whatever is killed
 * in between leaves a folder from which a run can go on.
 */
package io.metaformer4j.training.checkpoint;

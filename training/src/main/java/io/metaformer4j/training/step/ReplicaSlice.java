package io.metaformer4j.training.step;

/**
 * The part of a batch that one replica computes.
 *
 * @param batch the batch
 * @param from first picture
 * @param count number of pictures
 */
record ReplicaSlice(TrainingBatch batch, int from, int count) {}

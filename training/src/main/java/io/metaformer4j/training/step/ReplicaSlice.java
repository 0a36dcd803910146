package io.metaformer4j.training.step;

/**
 * The part of a batch that one replica computes.
 *
 * @param from first picture
 * @param count number of pictures
 */
record ReplicaSlice(int from, int count) {

    /** The part of one member: parts of equal size, as far as that is possible. */
    static ReplicaSlice of(TrainingBatch batch, Collective member) {
        int from = (int) ((long) batch.size() * member.rank() / member.size());
        int to = (int) ((long) batch.size() * (member.rank() + 1) / member.size());
        return new ReplicaSlice(from, to - from);
    }
}

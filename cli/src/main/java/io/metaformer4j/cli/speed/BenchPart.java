package io.metaformer4j.cli.speed;

/** What is timed. */
enum BenchPart {
    /** From pictures to logits. */
    INFERENCE,
    /** Forward and backward pass and update. */
    TRAIN,
    /** One after the other. */
    BOTH;

    boolean infers() {
        return this != TRAIN;
    }

    boolean trains() {
        return this != INFERENCE;
    }
}

package io.metaformer4j.weights.load;

import io.metaformer4j.weights.CheckpointException;

/** Weights in bytes, with their scales, where floating point was asked for. */
public final class QuantizedCheckpointException extends CheckpointException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with a message for the user.
     *
     * @param message whose weights, and who computes with them
     */
    public QuantizedCheckpointException(String message) {
        super(message);
    }
}

package io.metaformer4j.weights.dialect;

import io.metaformer4j.weights.CheckpointException;

/** The names of the tensors in a checkpoint belong to no known dialect, or to several networks at once. */
public final class UnknownDialectException extends CheckpointException {

    private static final long serialVersionUID = 1L;

    UnknownDialectException(String message) {
        super(message);
    }
}

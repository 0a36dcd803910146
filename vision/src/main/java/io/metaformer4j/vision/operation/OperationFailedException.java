package io.metaformer4j.vision.operation;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.zoo.MetaFormerException;

/** Says that an operation failed on a picture that is sound. Who knows what the picture is called adds that. */
public final class OperationFailedException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param operation what failed
     * @param picture the picture that it was given
     * @param cause the failure
     */
    public OperationFailedException(PictureOperation operation, Picture picture, RuntimeException cause) {
        super(
                "operation " + operation + " failed on a picture of " + picture.width() + "x" + picture.height() + ": "
                        + describe(cause),
                cause);
    }

    private static String describe(RuntimeException cause) {
        boolean isSentence = cause instanceof MetaFormerException && cause.getMessage() != null;
        return isSentence ? cause.getMessage() : cause.toString();
    }
}

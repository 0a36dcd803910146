package io.metaformer4j.vision.decode.bytes;

/** Says that compressed pixels make no sense; the codec adds which image it is. */
public final class BrokenDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the error with a part of a sentence that says what is wrong. */
    public BrokenDataException(String message) {
        super(message, null, false, false);
    }
}

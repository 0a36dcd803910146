package io.metaformer4j.vision.decode.bytes;

/** Says that compressed pixels make no sense; the codec adds which image it is. */
final class BrokenDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenDataException(String message) {
        super(message, null, false, false);
    }
}

package io.metaformer4j.vision.decode;

/** Entropy-coded data that are not as the standard says; another decoder may make something of them. */
final class BrokenScanException extends Exception {

    private static final long serialVersionUID = 1L;

    BrokenScanException(String message) {
        super(message, null, false, false);
    }
}

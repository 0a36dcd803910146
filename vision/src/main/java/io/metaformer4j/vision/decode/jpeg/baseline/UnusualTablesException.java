package io.metaformer4j.vision.decode.jpeg.baseline;

/** Tables of a scan that are not as the standard says; another decoder may make something of them. */
final class UnusualTablesException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusualTablesException(String message) {
        super(message, null, false, false);
    }
}

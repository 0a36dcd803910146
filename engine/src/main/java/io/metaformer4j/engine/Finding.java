package io.metaformer4j.engine;

/**
 * Something that is wrong on this machine.
 *
 * @param grave whether it keeps the product from doing its work as it should; otherwise it is only worth knowing
 * @param what what is wrong, and what to do about it; a sentence without a full stop
 */
public record Finding(boolean grave, String what) {

    /**
     * Something that must be mended.
     *
     * @param what what is wrong, and what to do about it
     * @return the finding
     */
    public static Finding problem(String what) {
        return new Finding(true, what);
    }

    /**
     * Something that is only worth knowing.
     *
     * @param what what is so, and what it means
     * @return the finding
     */
    public static Finding note(String what) {
        return new Finding(false, what);
    }
}

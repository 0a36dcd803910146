package io.metaformer4j.cli.doctor;

/**
 * Something that is wrong on this machine.
 *
 * @param grave whether it keeps the product from doing its work as it should; otherwise it is only worth knowing
 * @param what what is wrong, and what to do about it
 */
record Finding(boolean grave, String what) {

    static Finding problem(String what) {
        return new Finding(true, what);
    }

    static Finding note(String what) {
        return new Finding(false, what);
    }
}

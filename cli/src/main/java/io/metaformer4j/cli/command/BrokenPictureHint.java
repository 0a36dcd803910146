package io.metaformer4j.cli.command;

import io.metaformer4j.zoo.MetaFormerException;

/** What to do on the command line about a picture that cannot be read. */
final class BrokenPictureHint {

    private BrokenPictureHint() {}

    /**
     * The failure with what to do about it.
     *
     * @param failure names the picture
     * @param next what comes after that, starting with a comma, or empty
     */
    static MetaFormerException on(MetaFormerException failure, String next) {
        return new MetaFormerException(
                failure.getMessage() + "; mend or remove it, or leave such pictures out with --skip-broken" + next,
                failure);
    }
}

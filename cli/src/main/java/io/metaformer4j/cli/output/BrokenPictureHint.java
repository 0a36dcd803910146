package io.metaformer4j.cli.output;

import io.metaformer4j.vision.data.UnavailableArchiveException;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.zoo.MetaFormerException;

/** What to do on the command line about a picture that cannot be read. */
public final class BrokenPictureHint {

    private BrokenPictureHint() {}

    /**
     * The failure with what to do about it.
     *
     * @param failure names the picture
     * @param next what comes after that, starting with a comma, or empty
     * @return the failure, to be thrown
     */
    public static MetaFormerException on(MetaFormerException failure, String next) {
        if (failure.getCause() instanceof UnavailableArchiveException) {
            return new MetaFormerException(
                    failure.getMessage() + "; the picture may be sound: see to its archive" + next, failure);
        }
        if (failure instanceof SampleFailedException sample && sample.isOfDisk()) {
            return new MetaFormerException(
                    failure.getMessage() + "; the picture may be sound: check the disk" + next, failure);
        }
        return new MetaFormerException(
                failure.getMessage() + "; mend or remove it, or leave such pictures out with --skip-broken" + next,
                failure);
    }
}

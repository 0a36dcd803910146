package io.metaformer4j.cli.train;

import io.metaformer4j.cli.output.BrokenPictureHint;
import io.metaformer4j.training.checkpoint.ChangedDataException;
import io.metaformer4j.training.checkpoint.SavedRun;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;

/** Adds to the failures of a training which options mend them, and only those that would work. */
final class TrainingHints {

    private final Path output;

    TrainingHints(Path output) {
        this.output = output;
    }

    /** The failure with what to do on the command line. */
    MetaFormerException explained(MetaFormerException failure) throws IOException {
        if (failure instanceof ChangedDataException) {
            return with(failure, " (--accept-changed-data accepts it)");
        } else if (failure instanceof SampleFailedException) {
            return BrokenPictureHint.on(failure, isResumable() ? ", and go on with --resume" : "");
        } else if (failure instanceof NonFiniteLossException) {
            return with(failure, " (" + (isResumable() ? "--resume " : "") + "--lr RATE)");
        }
        return failure;
    }

    private static MetaFormerException with(MetaFormerException failure, String hint) {
        return new MetaFormerException(failure.getMessage() + hint, failure);
    }

    private boolean isResumable() throws IOException {
        try {
            return SavedRun.read(output).position().update() >= 0;
        } catch (MetaFormerException e) {
            return false;
        }
    }
}

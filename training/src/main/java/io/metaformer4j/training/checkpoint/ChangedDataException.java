package io.metaformer4j.training.checkpoint;

import io.metaformer4j.zoo.MetaFormerException;

/** The training data have other pictures or labels than at the start of the run that is to be resumed. */
public final class ChangedDataException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    ChangedDataException(DataFingerprint before, DataFingerprint now) {
        super("the training data changed since the run began: " + before.samples() + " pictures then, " + now.samples()
                + " now" + (before.samples() == now.samples() ? ", of other names or labels" : "")
                + "; accept the change, or bring the old data back");
    }
}

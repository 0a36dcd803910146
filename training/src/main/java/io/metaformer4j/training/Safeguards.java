package io.metaformer4j.training;

import io.metaformer4j.training.step.NonFinitePolicy;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * What a run does against accidents. A run that has none ends the same with any of them.
 *
 * @param recoveryInterval updates from one checkpoint to the next within an epoch, of which the newest alone is kept, until that
 *     of the epoch is there; 0 for none
 * @param nonFinite what becomes of an update whose loss or gradient is not finite
 */
public record Safeguards(int recoveryInterval, NonFinitePolicy nonFinite) {

    /** No checkpoint within an epoch but where a run is stopped, and the end of the run if a loss is not finite. */
    public static final Safeguards DEFAULT = new Safeguards(0, NonFinitePolicy.STOP);

    public Safeguards {
        if (recoveryInterval < 0) {
            throw new MetaFormerException(
                    "checkpoints every " + recoveryInterval + " updates are impossible; use 0 for none");
        }
    }
}

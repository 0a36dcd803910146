package io.metaformer4j.training.step;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Decides about an epoch between its updates. In all processes that train together the answers are the same. */
public interface EpochControl {

    /**
     * Called before each update. May save the run as it is then.
     *
     * @param position where the run stands
     * @return whether it stops there
     * @throws IOException if something cannot be saved, which ends the run
     */
    boolean stopsAt(RunPosition position) throws IOException;

    /**
     * Whether there is a checkpoint, on which the advice about a loss that is not finite depends.
     *
     * @return true if the run can be resumed
     */
    boolean isResumable();

    /**
     * What becomes of an update whose loss or gradient is not finite.
     *
     * @return the policy
     */
    default NonFinitePolicy nonFinite() {
        return NonFinitePolicy.STOP;
    }

    /**
     * The control of a run that is not saved within epochs.
     *
     * @param resumable whether there is a checkpoint
     * @param stop asks for a stop after the current update
     * @return the control
     */
    static EpochControl of(boolean resumable, BooleanSupplier stop) {
        return new EpochControl() {
            @Override
            public boolean stopsAt(RunPosition position) {
                return stop.getAsBoolean();
            }

            @Override
            public boolean isResumable() {
                return resumable;
            }
        };
    }
}

package io.metaformer4j.evaluation.robustness;

import java.io.IOException;
import java.util.Optional;

/** Remembers which parts of a job are finished, so that a job that was interrupted goes on behind them. */
public interface FinishedParts {

    /** Remembers nothing. */
    FinishedParts NONE = new FinishedParts() {
        @Override
        public Optional<PartCounts> find(RobustnessPart part) {
            return Optional.empty();
        }

        @Override
        public void add(RobustnessPart part, PartCounts counts) {}
    };

    /**
     * Looks a part up.
     *
     * @param part the part
     * @return what was counted on it; empty if it is not finished
     */
    Optional<PartCounts> find(RobustnessPart part);

    /**
     * Stores a part as soon as it is finished.
     *
     * @param part the part
     * @param counts what was counted on it
     * @throws IOException if it cannot be stored; the job ends then
     */
    void add(RobustnessPart part, PartCounts counts) throws IOException;
}

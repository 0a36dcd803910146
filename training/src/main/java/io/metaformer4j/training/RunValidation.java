package io.metaformer4j.training;

import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.NonFiniteLogitsException;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.training.step.RunPosition;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the network of a run after its epochs. All processes do so together. */
final class RunValidation {

    private static final Logger LOG = LoggerFactory.getLogger(RunValidation.class);

    private final TrainingTask<?> task;
    private final RunSaves saves;
    private final RankGroup ranks;
    private final Function<Evaluation, Metrics> measurement;
    private final BooleanSupplier stop;

    /**
     * Prepares to measure; everything stays the caller's.
     *
     * @param task what measures, and how often
     * @param saves sets a checkpoint aside whose network gives no answers
     * @param ranks the processes that train together
     * @param measurement measures the network
     * @param stop whether this process is asked to stop
     */
    RunValidation(
            TrainingTask<?> task,
            RunSaves saves,
            RankGroup ranks,
            Function<Evaluation, Metrics> measurement,
            BooleanSupplier stop) {
        this.task = task;
        this.saves = saves;
        this.ranks = ranks;
        this.measurement = measurement;
        this.stop = stop;
    }

    /** Whether the network is measured after so many epochs. */
    boolean isDue(int epochs) {
        return task.validation().isPresent()
                && (epochs % task.settings().validateEvery() == 0
                        || epochs == task.recipe().totalEpochs());
    }

    /**
     * Measures the network of the epoch that has ended, if it is due and nobody asked for a stop.
     *
     * @param position where the run stands, with its checkpoint written
     * @param known what was measured of that checkpoint before
     * @return the metrics, if there are any
     * @throws IOException if a checkpoint cannot be set aside
     * @throws NonFiniteLossException if the network gives no finite answers
     */
    Optional<Metrics> ofEpoch(RunPosition position, Optional<Metrics> known) throws IOException {
        if (ranks.any(stop.getAsBoolean())) {
            return Optional.empty();
        } else if (known.isPresent() || !isDue(position.epoch())) {
            return known;
        }
        try {
            return measure(position);
        } catch (NonFiniteLossException e) {
            throw e; // no stop makes weights too large
        } catch (RuntimeException e) {
            if (!stop.getAsBoolean() || ranks.size() > 1) {
                throw e;
            }
            // a stop may be what broke it, by way of readers or data that end with the process, and it is done anew
            LOG.debug("the validation of epoch {} failed after a stop was requested", position.epoch(), e);
            return Optional.empty();
        }
    }

    /**
     * Measures the network that is the result so far.
     *
     * @param position where the run stands
     * @return the metrics; empty if there is no validation
     * @throws IOException if a checkpoint cannot be set aside
     * @throws NonFiniteLossException if the network gives no finite answers; its checkpoint is then none of the run any more
     */
    Optional<Metrics> measure(RunPosition position) throws IOException {
        Optional<NonFiniteLogitsException> failure = Optional.empty();
        Optional<Metrics> metrics = Optional.empty();
        try {
            metrics = task.validation().map(measurement);
        } catch (NonFiniteLogitsException e) {
            failure = Optional.of(e);
        }
        if (ranks.any(failure.isPresent())) { // an evaluation of one's own may be at odds between the processes
            throw diverged(position, failure);
        }
        return metrics;
    }

    private NonFiniteLossException diverged(RunPosition position, Optional<NonFiniteLogitsException> failure)
            throws IOException {
        NonFiniteLossException diverged = saves.setAside(
                failure.map(NonFiniteLogitsException::symptom)
                        .orElse("the network gives no finite logits for pictures of another process"),
                position);
        failure.ifPresent(diverged::initCause);
        return diverged;
    }
}

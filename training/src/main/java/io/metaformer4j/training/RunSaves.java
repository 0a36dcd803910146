package io.metaformer4j.training;

import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.checkpoint.RunOutput;
import io.metaformer4j.training.checkpoint.TrainingState;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.step.EpochControl;
import io.metaformer4j.training.step.NetworkTrainer;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.training.step.NonFinitePolicy;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.training.step.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Saves a run after its epochs, where it stops, and within epochs as often as is asked for. */
final class RunSaves implements EpochControl {

    private static final String ELSEWHERE = "the network of another process is not finite";

    private final TrainingTask<?> task;
    private final RunOutput output;
    private final RankGroup ranks;
    private final NetworkTrainer networkTrainer;
    private final Function<RunPosition, TrainingState> states;
    private final BooleanSupplier stop;
    private final Consumer<Path> listener;
    private Optional<RunPosition> saved; // where the run stood at its latest checkpoint
    private boolean learnt; // whether the weights are others than there

    /**
     * Prepares to save; everything stays the caller's.
     *
     * @param task the recipe, and how often is saved
     * @param output where the checkpoints go
     * @param ranks the processes that train together
     * @param networkTrainer the network
     * @param states what a checkpoint says about the run, given where it stands
     * @param stop whether this process is asked to stop
     * @param listener is told of each checkpoint that this process writes
     */
    RunSaves(
            TrainingTask<?> task,
            RunOutput output,
            RankGroup ranks,
            NetworkTrainer networkTrainer,
            Function<RunPosition, TrainingState> states,
            BooleanSupplier stop,
            Consumer<Path> listener) {
        this.task = task;
        this.output = output;
        this.ranks = ranks;
        this.networkTrainer = networkTrainer;
        this.states = states;
        this.stop = stop;
        this.listener = listener;
        this.saved = output.from().map(from -> from.state().position());
    }

    /** Follows the updates, of which those count that were not left out. */
    void follow(StepReport update) {
        learnt |= Double.isFinite(update.loss()) && Double.isFinite(update.gradientNorm());
    }

    /** Writes the checkpoint of a run that was interrupted. */
    void saveInterrupted(RunPosition position) throws IOException {
        note(position, output.save(sound(position), networkTrainer, true));
    }

    /** Writes the checkpoint of an epoch that has ended, which is measured next or is not. */
    void saveEpoch(RunPosition position, boolean measured) throws IOException {
        TrainingState state = sound(position);
        note(
                position,
                measured ? output.saveUnmeasured(state, networkTrainer) : output.save(state, networkTrainer, false));
    }

    /**
     * Looks for what ended the run in its latest checkpoint. All processes do so together.
     *
     * @param failure a loss or gradient that is not finite
     * @return the failure; another one, if the network gave no answers when the checkpoint was written already, which is none of
     *     the run any more, since the run would end there again
     */
    NonFiniteLossException explained(NonFiniteLossException failure) throws IOException {
        if (saved.isEmpty() || learnt) {
            return failure;
        }
        Optional<String> fault = networkTrainer.fault();
        if (!ranks.any(fault.isPresent())) {
            return failure; // it is due to the pictures or the gradients
        }
        NonFiniteLossException diverged = setAside(fault.orElse(ELSEWHERE), saved.orElseThrow());
        diverged.initCause(failure);
        return diverged;
    }

    /**
     * Takes the latest checkpoint out of the run: resumed from it, the run would end the same each time. The file stays for those
     * who know better. All processes do so together.
     *
     * @param fault a clause on what is not finite
     * @param position where the run stood at the checkpoint
     * @return what ends the run
     */
    NonFiniteLossException setAside(String fault, RunPosition position) throws IOException {
        saved = Optional.empty();
        boolean resumable = ranks.any(output.setAsideLatest());
        return new NonFiniteLossException(
                fault,
                position,
                "its checkpoint is set aside as '" + CheckpointStore.asideName(position.update()) + "'",
                NonFiniteLossException.advice(task.recipe(), resumable));
    }

    /** Whether nothing was learnt since the latest checkpoint. */
    boolean holds(RunPosition position) {
        return saved.filter(at -> at.update() == position.update()).isPresent();
    }

    @Override
    public boolean stopsAt(RunPosition position) throws IOException {
        if (ranks.any(stop.getAsBoolean())) {
            return true;
        }
        if (isRecoveryDue(position)) {
            note(position, output.saveRecovery(sound(position), networkTrainer));
            ranks.meet(); // the first one may write for longer than an exchange may take
        }
        return false;
    }

    @Override
    public boolean isResumable() {
        return saved.isPresent();
    }

    @Override
    public NonFinitePolicy nonFinite() {
        return task.settings().safeguards().nonFinite();
    }

    private boolean isRecoveryDue(RunPosition position) {
        int interval = task.settings().safeguards().recoveryInterval();
        return interval > 0
                && position.batch() > 0
                && !holds(position)
                && intervals(position)
                        > saved.filter(at -> at.epoch() == position.epoch())
                                .map(this::intervals)
                                .orElse(0);
    }

    /** How often a checkpoint was due since the epoch began; batches without a usable picture count like others. */
    private int intervals(RunPosition position) {
        return task.recipe().batching().updates(position.batch())
                / task.settings().safeguards().recoveryInterval();
    }

    /** What a checkpoint says, whose network is of use; pictures and running statistics differ between processes. */
    private TrainingState sound(RunPosition position) throws IOException {
        Optional<String> fault = networkTrainer.fault();
        if (!ranks.any(fault.isPresent())) {
            return states.apply(position);
        } else if (saved.isPresent() && !learnt) {
            throw setAside(fault.orElse(ELSEWHERE), saved.get());
        }
        throw new NonFiniteLossException(
                fault.orElse(ELSEWHERE),
                position,
                "no checkpoint was written",
                NonFiniteLossException.advice(task.recipe(), isResumable()));
    }

    private void note(RunPosition position, Optional<Path> file) {
        saved = Optional.of(position);
        learnt = false;
        file.ifPresent(listener);
    }
}

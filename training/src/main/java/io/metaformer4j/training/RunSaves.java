package io.metaformer4j.training;

import io.metaformer4j.training.checkpoint.RunOutput;
import io.metaformer4j.training.checkpoint.TrainingState;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.step.EpochControl;
import io.metaformer4j.training.step.NetworkTrainer;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.training.step.NonFinitePolicy;
import io.metaformer4j.training.step.RunPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Saves a run after its epochs, where it stops, and within epochs as often as is asked for. */
final class RunSaves implements EpochControl {

    private final TrainingTask<?> task;
    private final RunOutput output;
    private final RankGroup ranks;
    private final NetworkTrainer networkTrainer;
    private final Function<RunPosition, TrainingState> states;
    private final BooleanSupplier stop;
    private final Consumer<Path> listener;
    private Optional<RunPosition> saved; // where the run stood at its latest checkpoint

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
    private TrainingState sound(RunPosition position) {
        Optional<String> fault = networkTrainer.fault();
        if (ranks.any(fault.isPresent())) {
            throw new NonFiniteLossException(
                    fault.orElse("the network of another process is not finite"),
                    position,
                    "no checkpoint was written",
                    NonFiniteLossException.advice(task.recipe(), isResumable()));
        }
        return states.apply(position);
    }

    private void note(RunPosition position, Optional<Path> file) {
        saved = Optional.of(position);
        file.ifPresent(listener);
    }
}

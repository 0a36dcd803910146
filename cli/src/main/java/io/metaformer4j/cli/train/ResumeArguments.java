package io.metaformer4j.cli.train;

import io.metaformer4j.cli.rank.RankArguments;
import io.metaformer4j.training.checkpoint.ChangedData;
import io.metaformer4j.training.checkpoint.Resumption;
import io.metaformer4j.training.checkpoint.SavedRun;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a training goes on with the run in its folder. */
final class ResumeArguments {

    private static final String FRESH_OPTIMIZER = "--no-resume-opt";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = RankArguments.RESUME,
            description = "Go on with the run in the output folder; settings that are given replace those of the run, "
                    + "e.g. --epochs.")
    private boolean resume;

    @Option(
            names = RankArguments.AUTO_RESUME,
            description = "As --resume if the output folder holds a checkpoint, else begin the run: for a command that "
                    + "a scheduler starts again. --weights and --head-21k-to-1k count for the beginning.")
    private boolean autoResume;

    @Option(
            names = "--accept-changed-data",
            description = "Go on with --resume although pictures were added, removed or renamed.")
    private boolean acceptChangedData;

    @Option(
            names = FRESH_OPTIMIZER,
            description =
                    "Take weights, their average and the position in the run from the checkpoint of --resume, and "
                            + "begin with a fresh state of the optimizer, which may be another one: not the run that it would "
                            + "have been.")
    private boolean freshOptimizer;

    /**
     * Refuses what means nothing together.
     *
     * @param restarts whether the command may start the training again by itself
     */
    void requireUsable(boolean restarts) {
        if (acceptChangedData && !isPossible()) {
            throw new ParameterException(
                    spec.commandLine(), "--accept-changed-data is for --resume; a new run takes the data as they are");
        }
        if (freshOptimizer && !isPossible()) {
            throw new ParameterException(
                    spec.commandLine(),
                    FRESH_OPTIMIZER
                            + " is for --resume; a new run begins with a fresh optimizer anyway, so leave it out");
        }
        if (freshOptimizer && (autoResume || restarts)) {
            throw new ParameterException(
                    spec.commandLine(),
                    FRESH_OPTIMIZER + " is for a single start with --resume: what is started again would forget the"
                            + " state of its optimizer every time; leave out "
                            + (autoResume ? "--auto-resume" : "--max-restarts"));
        }
    }

    /** Whether there must be a run to go on with. */
    boolean isDemanded() {
        return resume;
    }

    /** Whether a run may go on, so that its folder has to be known. */
    boolean isPossible() {
        return resume || autoResume;
    }

    /**
     * Whether the run in a folder goes on.
     *
     * @param output the folder
     * @return true if that was demanded, or asked for if possible, and there is a checkpoint
     * @throws IOException if the folder cannot be read
     */
    boolean goesOn(Path output) throws IOException {
        return resume || (autoResume && SavedRun.find(output).isPresent());
    }

    /** What a run that goes on takes from the one before, and what may be other. */
    Resumption.Terms terms() {
        return new Resumption.Terms(acceptChangedData ? ChangedData.ACCEPT : ChangedData.REFUSE, freshOptimizer);
    }
}

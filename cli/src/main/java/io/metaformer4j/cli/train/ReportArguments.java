package io.metaformer4j.cli.train;

import io.metaformer4j.cli.output.SkipNotes;
import io.metaformer4j.cli.output.TrainingDisplay;
import io.metaformer4j.evaluation.validation.PredictedClasses;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.Trainer;
import io.metaformer4j.training.TrainingResult;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.distributed.SharedValidation;
import io.metaformer4j.training.report.RunReport;
import io.metaformer4j.training.report.TensorBoardLog;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a run is reported until its end: on the terminal and in files, in TensorBoard, and by a page about it. */
final class ReportArguments {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--tensorboard",
            description = "Write loss, rate, speed and scores into event files of TensorBoard in the output folder.")
    private boolean tensorBoard;

    @Option(
            names = "--no-report",
            description = "Leave out report.html, the page about the run in the output folder with curves, confusion "
                    + "matrix, classes and some pictures.")
    private boolean withoutReport;

    /**
     * A run that is followed.
     *
     * @param report what the page about it says from the start
     * @param validation what measures the network
     * @param pictures the pictures of the validation
     * @param output folder of the results
     */
    record FollowedRun(RunReport report, SharedValidation validation, Dataset<ClassTarget> pictures, Path output) {}

    /**
     * Trains, and tells about it.
     *
     * @param trainer the trainer, before its first step
     * @param ranks the processes that train together
     * @param run what it trains
     * @param skips tells of pictures that were left out
     * @return the exit code
     * @throws IOException if a file cannot be written
     */
    int follow(Trainer trainer, RankGroup ranks, FollowedRun run, SkipNotes skips) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (StopSignals signals = new StopSignals(trainer::requestStop);
                TrainingDisplay display = new TrainingDisplay(
                        out,
                        err,
                        run.report().trainingPictures(),
                        skips,
                        Optional.of(run.output()).filter(folder -> ranks.isFirst()))) {
            if (tensorBoard && ranks.isFirst()) {
                trainer.listen(TensorBoardLog.in(run.output()));
            }
            TrainingResult result = trainer.listen(display).run();
            if (!result.finished()) {
                display.tell("interrupted; go on with --resume");
                return signals.exitCode(); // 0 if another process got the signal
            }
            display.tell("done: " + run.output().resolve(ModelDescription.WEIGHTS_FILE_NAME) + " and "
                    + ModelDescription.FILE_NAME);
            if (!withoutReport) {
                report(trainer, result.position().bestEpoch(), ranks, run)
                        .ifPresent(page -> display.tell("report: " + page));
            }
            return 0;
        }
    }

    /** Of several processes all tell their answers, and the first one writes. */
    private static Optional<Path> report(Trainer trainer, int bestEpoch, RankGroup ranks, FollowedRun run)
            throws IOException {
        Optional<PredictedClasses> known = run.validation().predictions();
        PredictedClasses answers = known.isPresent() ? known.get() : measured(trainer, run);
        return ranks.isFirst()
                ? Optional.of(run.report()
                        .withBestEpoch(bestEpoch)
                        .withAnswers(run.pictures(), answers)
                        .write(run.output()))
                : Optional.empty();
    }

    /** The answers of a run that was at its end already, so that nothing was measured. */
    private static PredictedClasses measured(Trainer trainer, FollowedRun run) {
        trainer.measure(run.validation());
        return run.validation().predictions().orElseThrow();
    }
}

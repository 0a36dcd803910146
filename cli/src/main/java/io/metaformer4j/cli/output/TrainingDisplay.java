package io.metaformer4j.cli.output;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.training.TrainingListener;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.training.step.StepReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Shows a training run: a bar for each epoch on standard error, a line for each epoch on standard output, and both as lines of a
 * file in the run's folder.
 */
public final class TrainingDisplay implements TrainingListener, AutoCloseable {

    private static final double MILLIS = 1e3;

    private final PrintWriter out;
    private final PrintWriter err;
    private final int samples;
    private final SkipNotes skips;
    private final SmoothedLoss loss = new SmoothedLoss();
    private final Optional<Path> folder;
    private Optional<MessageLog> log = Optional.empty();
    private CommandProgress progress;
    private int picturesPerUpdate;
    private long picturesBefore; // of the epochs that have ended, or until the run went on

    /**
     * Shows nothing until the run starts.
     *
     * @param out receives results
     * @param err receives progress
     * @param samples number of training pictures
     * @param skips tells of pictures that were left out
     * @param folder folder of the run, for the file; empty for none
     */
    public TrainingDisplay(PrintWriter out, PrintWriter err, int samples, SkipNotes skips, Optional<Path> folder) {
        this.out = out;
        this.err = err;
        this.samples = samples;
        this.skips = skips;
        this.folder = folder;
    }

    @Override
    public void started(TrainingRecipe recipe, RunPosition from) {
        picturesPerUpdate = recipe.batching().size() * recipe.batching().accumulation();
        picturesBefore = from.samples();
        openLog(from);
        out.print(recipe.toJson().strip() + "\n");
        tell(samples + " training pictures, " + recipe.totalEpochs()
                + (recipe.totalEpochs() == 1 ? " epoch" : " epochs")
                + (from.update() == 0 ? "" : ", going on after epoch " + from.epoch() + ", update " + from.update()));
    }

    private void openLog(RunPosition from) {
        if (folder.isPresent()) {
            try {
                log = Optional.of(MessageLog.open(folder.get(), from.update(), Clock.systemUTC()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Says something about the run, on standard output and in the file.
     *
     * @param text a line
     */
    public void tell(String text) {
        log.ifPresent(file -> file.add(text));
        out.println(text);
        out.flush();
    }

    @Override
    public void stepped(StepReport report) {
        if (progress == null) {
            progress = CommandProgress.start(
                    err,
                    "epoch " + (report.epoch() + 1),
                    pictures(report.updatesPerEpoch()),
                    " images",
                    line -> log.ifPresent(file -> file.add(line)));
        }
        progress.at(
                pictures(report.updateOfEpoch()),
                String.format(Locale.ROOT, "loss %.3f lr %.2g", loss.add(report.loss()), report.rate()));
    }

    /** Pictures in some updates of an epoch, whose last one may have fewer. */
    private long pictures(int updates) {
        return Math.min(samples, (long) updates * picturesPerUpdate);
    }

    @Override
    public void saved(Path file) {
        close(); // the validation may take a while, and may fail
        log.ifPresent(messages -> messages.addSaved(file));
    }

    @Override
    public void epochEnded(EpochReport report) {
        close();
        skips.report("training", report.skipped());
        String text = String.format(
                Locale.ROOT,
                "epoch %d/%d  loss %.4f%s%s  %.1f s%s",
                report.epoch() + 1,
                report.epochs(),
                report.loss(),
                report.metrics().map(TrainingDisplay::shown).orElse(""),
                report.best() ? "  (best)" : "",
                report.time().toMillis() / MILLIS,
                speed(report));
        log.ifPresent(file -> file.addEpoch(report.epoch() + 1, text));
        out.println(text);
        out.flush();
        picturesBefore = report.samples();
    }

    /** Nothing for an epoch of which only the validation was left. */
    private String speed(EpochReport report) {
        double seconds = report.time().toMillis() / MILLIS;
        long pictures = report.samples() - picturesBefore;
        return seconds == 0 || pictures == 0 ? "" : ", " + Pace.speed(pictures / seconds) + " images/s";
    }

    private static String shown(Metrics metrics) {
        return metrics.metrics().stream()
                .map(metric -> "  " + shown(metric, metrics.value(metric)))
                .collect(Collectors.joining());
    }

    private static String shown(Metric metric, double value) {
        String name =
                switch (metric.name()) {
                    case "top1" -> "top-1";
                    case "top5" -> "top-5";
                    case "loss" -> "validation loss"; // beside that of the training
                    default -> metric.name();
                };
        return metric.percent()
                ? String.format(Locale.ROOT, "%s %.2f", name, value)
                : String.format(Locale.ROOT, "%s %.4f", name, value);
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}

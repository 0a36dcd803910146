package io.metaformer4j.cli.output;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.training.TrainingListener;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.training.step.StepReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows a training run: a bar for each epoch on standard error, a line for each epoch on standard output. */
public final class TrainingDisplay implements TrainingListener, AutoCloseable {

    private final PrintWriter out;
    private final PrintWriter err;
    private final int samples;
    private final SkipNotes skips;
    private final SmoothedLoss loss = new SmoothedLoss();
    private CommandProgress progress;

    /**
     * Shows nothing until the run starts.
     *
     * @param out receives results
     * @param err receives progress
     * @param samples number of training pictures
     * @param skips tells of pictures that were left out
     */
    public TrainingDisplay(PrintWriter out, PrintWriter err, int samples, SkipNotes skips) {
        this.out = out;
        this.err = err;
        this.samples = samples;
        this.skips = skips;
    }

    @Override
    public void started(TrainingRecipe recipe, RunPosition from) {
        out.print(recipe.toJson().strip() + "\n");
        out.println(samples + " training pictures, " + recipe.totalEpochs() + " epochs"
                + (from.update() == 0 ? "" : ", going on after epoch " + from.epoch() + ", update " + from.update()));
        out.flush();
    }

    @Override
    public void stepped(StepReport report) {
        if (progress == null) {
            progress =
                    CommandProgress.start(err, "epoch " + (report.epoch() + 1), report.updatesPerEpoch(), " updates");
        }
        progress.at(
                report.updateOfEpoch(),
                String.format(Locale.ROOT, "loss %.3f lr %.2g", loss.add(report.loss()), report.rate()));
    }

    @Override
    public void saved(Path file) {
        close(); // the validation may take a while, and may fail
    }

    @Override
    public void epochEnded(EpochReport report) {
        close();
        skips.report("training", report.skipped());
        String metrics = report.metrics().map(TrainingDisplay::shown).orElse("");
        out.println(String.format(
                Locale.ROOT,
                "epoch %d/%d  loss %.4f%s%s  %.1f s",
                report.epoch() + 1,
                report.epochs(),
                report.loss(),
                metrics,
                report.best() ? "  (best)" : "",
                report.time().toMillis() / 1e3));
        out.flush();
    }

    private static String shown(Metrics metrics) {
        return metrics.kinds().stream()
                .map(kind -> "  " + shown(kind, metrics.value(kind)))
                .collect(Collectors.joining());
    }

    private static String shown(Metric kind, double value) {
        String name =
                switch (kind.name()) {
                    case "top1" -> "top-1";
                    case "top5" -> "top-5";
                    case "loss" -> "validation loss"; // beside that of the training
                    default -> kind.name();
                };
        return kind.percent()
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

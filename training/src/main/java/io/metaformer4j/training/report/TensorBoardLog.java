package io.metaformer4j.training.report;

import io.metaformer4j.training.TrainingListener;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.training.step.StepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Writes the curves of a run into its folder, as the event files that TensorBoard shows: {@code train/loss},
 * {@code train/lr} and {@code images_per_second} some hundred times in an epoch, and after each validation
 * {@code eval/<name>} for each metric: {@code eval/top1} and {@code eval/top5} (in percent) and {@code eval/loss} for
 * classes. Steps are optimizer updates since the start of the run.
 *
 * <p>A run that goes on starts another file. It says from which step on the older ones no longer hold, so that steps
 * that were made twice are shown once. Every value is in the file as soon as it is known.
 *
 * <p>Belongs to the thread that trains, and to one run.
 */
public final class TensorBoardLog implements TrainingListener {

    /** Curves are no more than so many pixels wide; the loss between two points is their mean. */
    private static final int POINTS_PER_EPOCH = 100;

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Path folder;
    private final Clock clock;
    private final LongSupplier nanos;
    private Optional<EventFile> file = Optional.empty();
    private long samples;
    private long counted;
    private long measured;
    private double losses;
    private long since;

    /** The fields of TensorFlow's message {@code Event}. */
    private static final class EventFields {
        static final int WALL_TIME = 1; // double, seconds since 1970
        static final int STEP = 2; // int64
        static final int FILE_VERSION = 3; // string, in the first event of a file only
        static final int SUMMARY = 5; // Summary
        static final int SESSION_LOG = 7; // SessionLog

        private EventFields() {}
    }

    /** The fields of the messages {@code Summary}, {@code Summary.Value} and {@code SessionLog}. */
    private static final class SummaryFields {
        static final int VALUE = 1; // of Summary: repeated Value
        static final int TAG = 1; // of Value: string
        static final int SIMPLE_VALUE = 2; // of Value: float
        static final int STATUS = 1; // of SessionLog: enumeration
        static final int START = 1; // a status: events of this step and later ones in older files no longer hold

        private SummaryFields() {}
    }

    TensorBoardLog(Path folder, Clock clock, LongSupplier nanos) {
        this.folder = folder;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Logs a run; the file is created when it starts.
     *
     * @param folder the run's folder
     * @return the log, for {@link io.metaformer4j.training.Trainer#listen}
     */
    public static TensorBoardLog in(Path folder) {
        return new TensorBoardLog(folder, Clock.systemUTC(), System::nanoTime);
    }

    /**
     * Starts a file.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    @Override
    public void started(TrainingRecipe recipe, RunPosition position) {
        try {
            file = Optional.of(EventFile.create(folder, clock.instant().getEpochSecond()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        samples = position.samples();
        since = nanos.getAsLong();
        append(event(0).text(EventFields.FILE_VERSION, "brain.Event:2"));
        append(event(position.update() + 1)
                .message(EventFields.SESSION_LOG, new ProtoMessage().whole(SummaryFields.STATUS, SummaryFields.START)));
    }

    @Override
    public void stepped(StepReport report) {
        long pictures = report.samples() - samples;
        samples = report.samples();
        counted += pictures;
        if (Double.isFinite(report.loss())) { // else the update was left out
            measured += pictures;
            losses += report.loss() * pictures;
        }
        int every = (report.updatesPerEpoch() + POINTS_PER_EPOCH - 1) / POINTS_PER_EPOCH;
        boolean last = report.updateOfEpoch() == report.updatesPerEpoch();
        if (counted > 0 && (last || report.updateOfEpoch() % every == 0)) {
            point(report);
        }
    }

    private void point(StepReport report) {
        long now = nanos.getAsLong();
        Map<String, Double> values = new LinkedHashMap<>();
        if (measured > 0) {
            values.put("train/loss", losses / measured);
        }
        values.put("train/lr", report.rate());
        if (now > since) {
            values.put("images_per_second", counted * NANOS / (now - since));
        }
        append(report.update(), values);
        counted = 0;
        measured = 0;
        losses = 0;
        since = now;
    }

    @Override
    public void epochEnded(EpochReport report) {
        report.metrics().ifPresent(metrics -> {
            Map<String, Double> values = new LinkedHashMap<>();
            metrics.metrics().forEach(metric -> values.put("eval/" + metric.name(), metrics.value(metric)));
            append(report.update(), values);
        });
        since = nanos.getAsLong(); // the validation is no part of the training's speed
    }

    private ProtoMessage event(long step) {
        return new ProtoMessage()
                .float64(EventFields.WALL_TIME, clock.millis() / MILLIS)
                .whole(EventFields.STEP, step);
    }

    private void append(long step, Map<String, Double> values) {
        ProtoMessage summary = new ProtoMessage();
        values.forEach((tag, value) -> summary.message(
                SummaryFields.VALUE,
                new ProtoMessage()
                        .text(SummaryFields.TAG, tag)
                        .float32(SummaryFields.SIMPLE_VALUE, value.floatValue())));
        append(event(step).message(EventFields.SUMMARY, summary));
    }

    private void append(ProtoMessage event) {
        try {
            file.orElseThrow(() -> new IllegalStateException("the run has not started"))
                    .append(event.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

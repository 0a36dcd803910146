package io.metaformer4j.cli.output;

import io.metaformer4j.zoo.PrintableText;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on standard error with speed and remaining time: a bar on a terminal, a plain line every few seconds otherwise.
 * Belongs to one thread at a time.
 */
public final class CommandProgress implements AutoCloseable {

    /** System property with which the launcher says that standard error is a terminal; Java itself cannot tell. */
    private static final String TERMINAL = "metaformer.terminal";

    private static final long LINE_NANOS = 5_000_000_000L;
    private static final int UPDATE_MILLIS = 200;

    private final PrintWriter err;
    private final String task;
    private final long total;
    private final String unit;
    private final ProgressBar bar;
    private final Consumer<String> log;
    private final Pace pace = new Pace(System::nanoTime);
    private long lastLine = System.nanoTime();
    private String message = "";
    private long reached = -1;
    private long printed = -1;

    private CommandProgress(
            PrintWriter err, String task, long total, String unit, ProgressBar bar, Consumer<String> log) {
        this.err = err;
        this.task = task;
        this.total = total;
        this.unit = unit;
        this.bar = bar;
        this.log = log;
    }

    /**
     * Starts to show progress.
     *
     * @param err receives the lines if there is no terminal
     * @param task what goes on, a word or two
     * @param total how many steps there are
     * @param unit what a step is called, with a leading blank
     * @return the display; close it at the end
     */
    public static CommandProgress start(PrintWriter err, String task, long total, String unit) {
        return start(err, task, total, unit, line -> {});
    }

    /**
     * Starts to show progress, and to log it.
     *
     * @param err receives the lines if there is no terminal
     * @param task what goes on, a word or two
     * @param total how many steps there are
     * @param unit what a step is called, with a leading blank
     * @param log receives the lines even if there is a terminal
     * @return the display; close it at the end
     */
    static CommandProgress start(PrintWriter err, String task, long total, String unit, Consumer<String> log) {
        ProgressBar bar = null;
        if (Boolean.getBoolean(TERMINAL)) {
            bar = new ProgressBarBuilder()
                    .setTaskName(PrintableText.of(task))
                    .setInitialMax(total)
                    .setUnit(unit, 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .showSpeed()
                    .build();
        }
        return new CommandProgress(err, task, total, unit, bar, log);
    }

    /**
     * Shows how far the task is.
     *
     * @param done steps done so far
     * @param text short remark, e.g. the loss
     */
    public void at(long done, String text) {
        message = PrintableText.of(text);
        reached = done;
        pace.at(done);
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(" " + message);
        }
        if (System.nanoTime() - lastLine >= LINE_NANOS) {
            lastLine = System.nanoTime();
            line(done);
            printed = done;
        }
    }

    private void line(long done) {
        double percent = 100.0 * done / Math.max(1, total);
        String line = String.format(Locale.ROOT, "%s %d/%d%s (%.0f %%) %s", task, done, total, unit, percent, message);
        String speed = pace.shown(done, total, unit);
        String whole = speed.isEmpty() ? line : line + "  " + speed;
        log.accept(whole);
        if (bar == null) {
            err.println(whole);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
        if (reached != printed) {
            line(reached);
        }
    }
}

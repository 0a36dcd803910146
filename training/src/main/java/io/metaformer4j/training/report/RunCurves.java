package io.metaformer4j.training.report;

import io.metaformer4j.evaluation.page.LineChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The curves of a run over its epochs. */
final class RunCurves {

    private static final String UNIT = "epoch";
    private static final double PERCENT = 0.01;

    private final RunLog log;
    private final List<ShownMetric> metrics;
    private final Optional<LineChart.Mark> best;

    /**
     * The curves of a log.
     *
     * @param log the log
     * @param bestEpoch the epoch from 0 that is marked; none if negative
     */
    RunCurves(RunLog log, int bestEpoch) {
        this.log = log;
        this.metrics = log.metrics();
        this.best = bestEpoch < 0
                ? Optional.empty()
                : Optional.of(new LineChart.Mark(bestEpoch + 1, "best: epoch " + (bestEpoch + 1)));
    }

    /** All charts that have something to show: losses, percentages, other metrics each by itself, and the learning rate. */
    List<LineChart> charts() {
        List<LineChart> charts = new ArrayList<>();
        charts.add(losses());
        List<ShownMetric> shares = metrics.stream().filter(ShownMetric::percent).toList();
        String title = shares.size() == 1 ? shares.get(0).title() : "Accuracy on the validation pictures";
        charts.add(new LineChart(title, UNIT, lines(shares, PERCENT), true, best));
        for (ShownMetric metric : metrics) {
            if (!metric.percent() && !metric.isLoss()) {
                charts.add(new LineChart(metric.title(), UNIT, lines(List.of(metric), 1), false, best));
            }
        }
        charts.add(LineChart.of("Learning rate at the end of the epoch", UNIT, log.curve(RunLog.RATE, 1), false));
        return charts.stream().filter(chart -> !chart.isEmpty()).toList();
    }

    private LineChart losses() {
        List<LineChart.Line> lines = new ArrayList<>();
        lines.add(new LineChart.Line("Training", log.curve(RunLog.TRAINING_LOSS, 1)));
        metrics.stream()
                .filter(ShownMetric::isLoss)
                .forEach(loss -> lines.add(new LineChart.Line("Validation", log.curve(loss.column(), 1))));
        return new LineChart(lines.size() == 1 ? "Training loss" : "Loss", UNIT, lines, false, best);
    }

    private List<LineChart.Line> lines(List<ShownMetric> shown, double factor) {
        return shown.stream()
                .map(metric -> new LineChart.Line(metric.title(), log.curve(metric.column(), factor)))
                .toList();
    }
}

package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.converter.MetricNameConverter;
import io.metaformer4j.training.recipe.CheckpointSelection;
import picocli.CommandLine.Option;

/** Which checkpoints stay. What is not given stays as it is. */
public final class SelectionArguments {

    @Option(
            names = "--eval-metric",
            paramLabel = "NAME",
            converter = MetricNameConverter.class,
            description = "Metric of the validation that says which checkpoints are best, for classes top1, top5 or "
                    + "loss (default: top1).")
    private String metric;

    @Option(
            names = "--checkpoint-hist",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "How many of the checkpoints of the best epochs to keep, besides the latest (default: 0).")
    private Integer history;

    /**
     * The selection with what was given.
     *
     * @param base that of the recipe
     * @return the selection that is asked for
     */
    public CheckpointSelection selection(CheckpointSelection base) {
        return new CheckpointSelection(
                metric == null ? base.metric() : metric, history == null ? base.history() : history);
    }
}

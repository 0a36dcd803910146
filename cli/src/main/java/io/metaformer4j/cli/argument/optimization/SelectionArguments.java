package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.converter.ScoreConverter;
import io.metaformer4j.training.recipe.Selection;
import io.metaformer4j.training.schedule.Plateau;
import picocli.CommandLine.Option;

/** Which checkpoints stay. What is not given stays as it is. */
public final class SelectionArguments {

    @Option(
            names = "--eval-metric",
            paramLabel = "SCORE",
            converter = ScoreConverter.class,
            description = "Score of the validation that says which checkpoints are best: top1, top5 or loss "
                    + "(default: top1).")
    private Plateau.Score score;

    @Option(
            names = "--checkpoint-hist",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "How many of the checkpoints with the best scores to keep, besides the latest (default: 0).")
    private Integer history;

    /**
     * The selection with what was given.
     *
     * @param base that of the recipe
     * @return the selection that is asked for
     */
    public Selection selection(Selection base) {
        return new Selection(score == null ? base.score() : score, history == null ? base.history() : history);
    }
}

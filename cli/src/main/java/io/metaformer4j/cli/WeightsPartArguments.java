package io.metaformer4j.cli;

import io.metaformer4j.weights.StateDictChoice;
import io.metaformer4j.weights.load.LoadOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which of the networks in a checkpoint is meant. */
final class WeightsPartArguments {

    @ArgGroup
    private Average average;

    @Option(
            names = "--part",
            paramLabel = "PART",
            description = "Which of several networks in the checkpoint: what stands before its names, for instance "
                    + "'teacher.', or the key that leads to it.")
    private String part;

    /** Averaged or raw weights. */
    private static final class Average {
        @Option(
                names = "--ema",
                description = "Take the averaged weights; fail if there are none (default: prefer them).")
        private boolean ema;

        @Option(names = "--raw", description = "Take the weights that were trained, not their average.")
        private boolean raw;
    }

    /** The options with what was asked for. */
    LoadOptions apply(LoadOptions options) {
        LoadOptions chosen = options;
        if (average != null) {
            chosen = chosen.withChoice(average.ema ? StateDictChoice.EMA : StateDictChoice.PLAIN);
        }
        return part == null ? chosen : chosen.withPrefix(part);
    }
}

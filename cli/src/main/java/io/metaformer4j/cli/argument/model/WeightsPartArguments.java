package io.metaformer4j.cli.argument.model;

import io.metaformer4j.models.WeightsPart;
import io.metaformer4j.weights.StateDictChoice;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which of the networks in a checkpoint is meant. */
public final class WeightsPartArguments {

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
                names = {"--ema", "--use-ema"},
                description = "Take the averaged weights; fail if there are none (default: prefer them).")
        private boolean ema;

        @Option(
                names = {"--raw", "--no-use-ema"},
                description = "Take the weights that were trained, not their average.")
        private boolean raw;
    }

    /**
     * What was asked for.
     *
     * @return which of the networks in a checkpoint
     */
    public WeightsPart read() {
        StateDictChoice choice = StateDictChoice.AUTO;
        if (average != null) {
            choice = average.raw ? StateDictChoice.PLAIN : average.ema ? StateDictChoice.EMA : choice;
        }
        return new WeightsPart(choice, Optional.ofNullable(part));
    }
}

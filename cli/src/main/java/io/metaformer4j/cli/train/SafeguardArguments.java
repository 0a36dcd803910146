package io.metaformer4j.cli.train;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.training.Safeguards;
import io.metaformer4j.training.step.NonFinitePolicy;
import picocli.CommandLine.Option;

/** What a training does against accidents, which changes nothing in a run that has none. */
final class SafeguardArguments {

    @Option(
            names = "--keep",
            defaultValue = "2",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "How many of the latest checkpoints to keep (default: ${DEFAULT-VALUE}).")
    private int keep;

    @Option(
            names = "--recovery-interval",
            defaultValue = "0",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description =
                    "Updates from one checkpoint to the next within an epoch; the newest is kept, beside those of "
                            + "--keep, until the epoch has its own (default: ${DEFAULT-VALUE}, none within epochs).")
    private int recoveryInterval;

    @Option(
            names = "--non-finite",
            defaultValue = "stop",
            paramLabel = "POLICY",
            description =
                    "What becomes of an update whose loss or gradient is NaN or infinite: stop ends the run; skip "
                            + "leaves the update out, at most " + NonFinitePolicy.MOST_IN_A_ROW + " in a row "
                            + "(default: ${DEFAULT-VALUE}).")
    private NonFinitePolicy nonFinite;

    /** How many of the latest checkpoints to keep. */
    int keep() {
        return keep;
    }

    /** What else is done. */
    Safeguards safeguards() {
        return new Safeguards(recoveryInterval, nonFinite);
    }
}

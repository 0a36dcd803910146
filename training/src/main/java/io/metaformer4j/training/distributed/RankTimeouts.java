package io.metaformer4j.training.distributed;

import io.metaformer4j.zoo.MetaFormerException;
import java.time.Duration;

/**
 * How long the processes that train together wait for each other.
 *
 * @param start from the start of the first until all are there
 * @param exchange for each exchange of gradients and losses
 * @param patience for each other where one has work that others have not: validation, writing of checkpoints
 * @param beat from one sign of life to the next
 * @param silence without a sign of life until a process counts as lost
 */
public record RankTimeouts(Duration start, Duration exchange, Duration patience, Duration beat, Duration silence) {

    /** A start of 5 minutes, exchanges of 60 seconds, patience of an hour, and a sign of life every 5 of 15 seconds. */
    public static final RankTimeouts DEFAULT = new RankTimeouts(
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15));

    public RankTimeouts {
        if (beat.isNegative() || beat.isZero() || silence.compareTo(beat.multipliedBy(2)) < 0) {
            throw new MetaFormerException("a process that gives a sign of life every " + beat.toMillis()
                    + " ms cannot be missed after " + silence.toMillis() + " ms; wait twice as long at least");
        }
    }
}

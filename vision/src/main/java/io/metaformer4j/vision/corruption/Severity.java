package io.metaformer4j.vision.corruption;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much worse a picture becomes: ImageNet-C's five levels.
 *
 * @param level 1 (mildest) to 5
 */
public record Severity(int level) {

    private static final int LEVELS = 5;

    /** Checks the level. */
    public Severity {
        if (level < 1 || level > LEVELS) {
            throw new MetaFormerException(
                    "severity of a corruption is " + level + "; it must be 1 (mildest) to " + LEVELS);
        }
    }

    /**
     * All levels.
     *
     * @return from the mildest to the most severe
     */
    public static List<Severity> all() {
        return IntStream.rangeClosed(1, LEVELS).mapToObj(Severity::new).toList();
    }

    /** The number of this level in a row of the table. */
    double of(double first, double second, double third, double fourth, double fifth) {
        return List.of(first, second, third, fourth, fifth).get(level - 1);
    }

    /** The whole number of this level in a row of the table. */
    int whole(int first, int second, int third, int fourth, int fifth) {
        return List.of(first, second, third, fourth, fifth).get(level - 1);
    }
}

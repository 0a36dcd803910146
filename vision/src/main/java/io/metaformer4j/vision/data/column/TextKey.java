package io.metaformer4j.vision.data.column;

import io.metaformer4j.vision.random.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Numbers of 64 bits that stand for texts where only their equality counts, and the texts of millions of pictures would
 * fill the memory. Among 14 million texts two that differ have the same number with a probability below 1e-5.
 */
public final class TextKey {

    private TextKey() {}

    /** The number of a text. */
    public static long of(String text) {
        long key = 0;
        for (int i = 0; i < text.length(); i++) {
            key = Seeds.mix(key + text.charAt(i) + Seeds.GOLDEN_GAMMA);
        }
        return key;
    }

    /**
     * Each number once.
     *
     * @param keys any numbers; sorted in place
     * @return the different ones, ascending
     */
    public static long[] distinct(long[] keys) {
        Arrays.sort(keys);
        return IntStream.range(0, keys.length)
                .filter(i -> i == 0 || keys[i] != keys[i - 1])
                .mapToLong(i -> keys[i])
                .toArray();
    }
}

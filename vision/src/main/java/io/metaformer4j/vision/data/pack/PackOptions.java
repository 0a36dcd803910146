package io.metaformer4j.vision.data.pack;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * How a data set is packed.
 *
 * @param name what the names of the shards begin with, for instance {@code train}: letters, digits, {@code -} and
 *     {@code _}
 * @param maxBytes largest size of a shard in bytes, unless a single picture is larger
 * @param maxSamples most pictures of a shard
 * @param shuffle seed of the order of the pictures; empty for that of the data set
 */
public record PackOptions(String name, long maxBytes, int maxSamples, OptionalLong shuffle) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    /** As much as is read in a few seconds, and far from the limits of file systems. */
    private static final long STANDARD_BYTES = 1_000_000_000L;

    /** Checks name and limits. */
    public PackOptions {
        if (!NAME.matcher(name).matches()) {
            throw new MetaFormerException(
                    "shards cannot be called '" + name + "'; use letters, digits, '-' and '_', at most 100 of them");
        }
        if (maxBytes < 1 || maxSamples < 1) {
            throw new MetaFormerException("a shard of at most " + maxBytes + " bytes and " + maxSamples
                    + " pictures holds nothing; both must be at least 1");
        }
    }

    /**
     * Shards of at most a gigabyte, in the order of the data set.
     *
     * @param name what the names of the shards begin with
     * @return the options
     */
    public static PackOptions of(String name) {
        return new PackOptions(name, STANDARD_BYTES, Integer.MAX_VALUE, OptionalLong.empty());
    }

    /**
     * The same with shards of another size.
     *
     * @param bytes largest size of a shard
     * @return the changed options
     */
    public PackOptions withMaxBytes(long bytes) {
        return new PackOptions(name, bytes, maxSamples, shuffle);
    }

    /**
     * The same with so many pictures in each shard, and fewer in the last, whatever their size.
     *
     * @param samples number of pictures
     * @return the changed options
     */
    public PackOptions withSamples(int samples) {
        return new PackOptions(name, Long.MAX_VALUE, samples, shuffle);
    }

    /**
     * The same in an order that is drawn at random; equal seeds give equal orders on every machine.
     *
     * @param seed any number
     * @return the changed options
     */
    public PackOptions withShuffle(long seed) {
        return new PackOptions(name, maxBytes, maxSamples, OptionalLong.of(seed));
    }
}

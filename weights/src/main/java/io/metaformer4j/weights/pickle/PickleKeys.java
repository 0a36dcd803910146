package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.OpaqueObject;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what hashing and comparing the keys of dictionaries and sets costs.
 *
 * <p>Java's maps find text and numbers of equal hash by their order; tuples, bytes and placeholders of equal hash are compared
 * one by one, which a file can make them be on purpose.
 */
final class PickleKeys {

    /** What a tuple costs beside its parts. */
    private static final int TUPLE = 8;

    /** How much longer than hashing it takes to compare two of them. */
    private static final int SLOW = 16;

    private final PickleInput in;

    PickleKeys(PickleInput in) {
        this.in = in;
    }

    /** A count for one dictionary or set. */
    Collisions collisions() {
        return new Collisions();
    }

    /** The keys of one dictionary or set. */
    final class Collisions {
        private final Map<Integer, Integer> ofHash = new HashMap<>();

        /** Counts a key that is about to be put, and returns it. */
        Object count(Object key) {
            long cost = weight(key);
            in.budget().compared(cost);
            if (!(key instanceof String || key instanceof Long || key instanceof Double || key == null)) {
                int others = ofHash.merge(key.hashCode(), 1, Integer::sum) - 1;
                in.budget().compared(others * cost * SLOW);
            }
            return key;
        }
    }

    private static long weight(Object key) {
        if (key instanceof String text) {
            return 1L + text.length();
        } else if (key instanceof ByteBuffer bytes) {
            return 1L + bytes.remaining();
        } else if (key instanceof BigInteger number) {
            return 1L + number.bitLength() / Long.SIZE;
        } else if (key instanceof OpaqueObject object) {
            return (long) TUPLE + object.className().length();
        } else if (key instanceof List<?> parts) {
            long weight = TUPLE;
            for (Object part : parts) {
                weight += weight(part);
            }
            return weight;
        }
        return 1;
    }
}

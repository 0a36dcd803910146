package io.metaformer4j.weights.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Which shapes of a stored tensor are those of a place in a network. */
public final class ShapeRule {

    private ShapeRule() {}

    /**
     * Whether the shapes are equal, or both belong to one matrix of weights, stored as such or as a 1x1 convolution. An
     * equal number of elements is not enough: a transposed matrix has it too.
     */
    public static boolean fits(List<Integer> stored, List<Integer> expected) {
        return stored.equals(expected)
                || (stored.size() >= 2
                        && expected.size() >= 2
                        && trimmed(stored).equals(trimmed(expected)));
    }

    /** Whether reading the stored sides backwards gives the expected ones. */
    public static boolean isTransposed(List<Integer> stored, List<Integer> expected) {
        List<Integer> reversed = new ArrayList<>(trimmed(stored));
        Collections.reverse(reversed);
        return reversed.size() >= 2 && reversed.equals(trimmed(expected));
    }

    /** A shape as numbers that those of networks can be compared with; a side too long for that fits nowhere. */
    public static List<Integer> of(long[] shape) {
        return Arrays.stream(shape)
                .mapToObj(side -> (int) Math.min(side, Integer.MAX_VALUE))
                .toList();
    }

    /** A shape as tensors have it. */
    public static long[] of(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).toArray();
    }

    private static List<Integer> trimmed(List<Integer> shape) {
        int rank = shape.size();
        while (rank > 2 && shape.get(rank - 1) == 1) {
            rank--;
        }
        return shape.subList(0, rank);
    }
}

package io.metaformer4j.weights.match;

import java.util.List;

/**
 * Everything in a checkpoint that does not fit a network.
 *
 * @param missing tensors that the network needs and the checkpoint has not
 * @param unexpected tensors that the checkpoint has and the network does not need
 * @param mismatched tensors of another shape or of an element type that cannot be used
 * @param nonFinite tensors with NaN or infinite values
 */
public record Mismatches(
        List<Missing> missing, List<Unexpected> unexpected, List<Mismatched> mismatched, List<NotFinite> nonFinite) {

    /**
     * A tensor that is not there.
     *
     * @param name name in the checkpoint's dialect
     * @param canonicalName canonical name
     * @param shape expected shape
     */
    public record Missing(String name, String canonicalName, List<Integer> shape) {}

    /**
     * A tensor that has no place in the network.
     *
     * @param name name in the checkpoint
     * @param found its type and shape, for instance {@code float32 [64]}
     */
    public record Unexpected(String name, String found) {}

    /**
     * A tensor that cannot take its place.
     *
     * @param name name in the checkpoint
     * @param canonicalName canonical name of the place
     * @param found its shape, or its type where that is at fault
     * @param expected what the network needs instead
     * @param transposed whether the expected shape is the found one read backwards
     */
    public record Mismatched(String name, String canonicalName, String found, String expected, boolean transposed) {}

    /**
     * A tensor with a value that is no number.
     *
     * @param name name in the checkpoint
     * @param index row-major index of the first such element
     */
    public record NotFinite(String name, long index) {}

    public Mismatches {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        mismatched = List.copyOf(mismatched);
        nonFinite = List.copyOf(nonFinite);
    }

    /**
     * Whether everything fits.
     *
     * @return true if all lists are empty
     */
    public boolean isEmpty() {
        return missing.isEmpty() && unexpected.isEmpty() && mismatched.isEmpty() && nonFinite.isEmpty();
    }
}

package io.metaformer4j.engine.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one step of a network has to do, counted from shapes.
 *
 * @param path the operation of the network that it computes, or the first of those that are computed together, for instance
 *     {@code stages.0.blocks.1.mlp.fc1}
 * @param text what is done, in words and formulas
 * @param kind what it is mainly
 * @param macs multiply-adds of convolutions and products of matrices for one picture, by the format of what is multiplied; none
 *     for kernels of zeros, which stand for operations that the network does not have
 * @param mapBytes bytes of the maps of one picture that it reads and writes in memory; what stays between fused parts is none
 * @param weightBytes bytes of its weights and other constants
 */
public record StepWork(
        String path, String text, StepKind kind, Map<ProductFormat, Long> macs, long mapBytes, long weightBytes) {

    /** Copies the map, in its order, and requires that nothing is negative. */
    public StepWork {
        macs = Collections.unmodifiableMap(new LinkedHashMap<>(macs));
        if (mapBytes < 0 || weightBytes < 0 || macs.values().stream().anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("step " + path + " has negative counts; use 0 for what is not done");
        }
    }

    /**
     * Multiply-adds in all formats together.
     *
     * @return their number for one picture
     */
    public long allMacs() {
        return macs.values().stream().mapToLong(Long::longValue).sum();
    }
}

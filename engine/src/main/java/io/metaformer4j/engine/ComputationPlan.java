package io.metaformer4j.engine;

import java.util.List;

/**
 * How an engine computes a network for pictures of one size, for people to read.
 *
 * @param steps what is computed, in order
 * @param operations how many steps it would be if each operation of the network were computed by itself
 * @param bytes memory for the maps of one picture while it goes through the network, without weights
 */
public record ComputationPlan(List<Action> steps, int operations, long bytes) {

    /** Copies the list. */
    public ComputationPlan {
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param path the operation of the network that it computes, or the first of those that are computed together
     * @param text what is done, in words and formulas
     * @param output shape of the result: {@code [C, H, W]} for a map, {@code [C]} for a vector; empty if it is
     *     neither
     */
    public record Action(String path, String text, List<Integer> output) {

        /** Copies the shape. */
        public Action {
            output = List.copyOf(output);
        }
    }
}

package io.metaformer4j.zoo.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * A MetaFormer block: one branch that mixes tokens, then one that works on the channels of each.
 *
 * @param path name of the module, {@code stages.0.blocks.1}
 * @param mixing the branch of the token mixer
 * @param channels the branch of the channel MLP
 */
public record BlockPlan(String path, BranchPlan mixing, BranchPlan channels) {

    /**
     * Everything in the order of computation.
     *
     * @return an unmodifiable list
     */
    public List<Operation> operations() {
        return Stream.concat(mixing.operations().stream(), channels.operations().stream())
                .toList();
    }

    /**
     * Channels of the widest map that an operation of the block puts out.
     *
     * @return their number, in all published networks that of the MLP's hidden layer
     */
    public int widest() {
        return operations().stream().mapToInt(Operation::channels).max().orElse(0);
    }
}

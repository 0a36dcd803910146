package io.metaformer4j.zoo.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A stage: how it is entered, then its blocks.
 *
 * @param path name of the module, {@code stages.0}
 * @param downsampling what makes its map out of the previous stage's
 * @param position what is added to the map before the first block
 * @param blocks the blocks
 */
public record StagePlan(
        String path,
        Optional<DownsamplingPlan> downsampling,
        Optional<Operation.AddPosition> position,
        List<BlockPlan> blocks) {

    public StagePlan {
        blocks = List.copyOf(blocks);
    }

    /**
     * What runs before the first block.
     *
     * @return an unmodifiable list, empty where the stage takes the previous map as it is
     */
    public List<Operation> entry() {
        return Stream.concat(downsampling.stream().flatMap(down -> down.operations().stream()), position.stream())
                .toList();
    }

    /**
     * Everything in the order of computation.
     *
     * @return an unmodifiable list
     */
    public List<Operation> operations() {
        return Stream.concat(entry().stream(), blocks.stream().flatMap(block -> block.operations().stream()))
                .toList();
    }
}

package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;

/**
 * A run of equal blocks at one resolution, entered through a downsampling except in the first stage.
 *
 * @param dim channels
 * @param depth number of blocks
 * @param downsampling norm and strided convolution that enter the stage, or empty to take the previous map as it is
 * @param positionEmbedding embedding added before the first block
 * @param block what is repeated
 */
public record Stage(
        int dim,
        int depth,
        Optional<PatchEmbedding> downsampling,
        Optional<PositionEmbedding> positionEmbedding,
        Block block) {

    public Stage {
        if (dim < 1 || depth < 1) {
            throw new MetaFormerException(
                    "a stage of " + depth + " blocks with " + dim + " channels needs at least one of each");
        }
        block.norm().requireChannels(dim, "of the stage's blocks");
    }
}

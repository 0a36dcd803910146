package io.metaformer4j.zoo.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts an architecture for colour pictures together stage by stage, as all papers do it: the first stage follows the stem,
 * and every other one is entered through the same downsampling. Confine to one thread; what it builds is immutable.
 *
 * <pre>{@code
 * PatchEmbedding stem = new PatchEmbedding(ConvSpec.STEM, norm);
 * PatchEmbedding downsampling = new PatchEmbedding(ConvSpec.DOWNSAMPLING, norm);
 * Architecture network = ArchitectureBuilder.of(stem, downsampling)
 *         .stage(64, 2, convolution)
 *         .stage(128, 1, attention)
 *         .build(head, InitializationScheme.FAN_IN);
 * }</pre>
 */
public final class ArchitectureBuilder {

    private static final int COLORS = 3;

    private final PatchEmbedding stem;
    private final PatchEmbedding downsampling;
    private final List<Stage> stages = new ArrayList<>();

    private ArchitectureBuilder(PatchEmbedding stem, PatchEmbedding downsampling) {
        this.stem = stem;
        this.downsampling = downsampling;
    }

    /**
     * Begins a network.
     *
     * @param stem first convolution and the norm after it
     * @param downsampling norm and convolution that enter every stage but the first
     * @return a builder without stages
     */
    public static ArchitectureBuilder of(PatchEmbedding stem, PatchEmbedding downsampling) {
        return new ArchitectureBuilder(stem, downsampling);
    }

    /**
     * Adds a stage without position embedding.
     *
     * @param dim channels
     * @param depth number of blocks
     * @param block what is repeated
     * @return this builder
     * @throws io.metaformer4j.zoo.MetaFormerException if such a stage cannot be
     */
    public ArchitectureBuilder stage(int dim, int depth, Block block) {
        return stage(dim, depth, Optional.empty(), block);
    }

    /**
     * Adds a stage.
     *
     * @param dim channels
     * @param depth number of blocks
     * @param position embedding added before the first block
     * @param block what is repeated
     * @return this builder
     * @throws io.metaformer4j.zoo.MetaFormerException if such a stage cannot be
     */
    public ArchitectureBuilder stage(int dim, int depth, Optional<PositionEmbedding> position, Block block) {
        Optional<PatchEmbedding> entry = stages.isEmpty() ? Optional.empty() : Optional.of(downsampling);
        stages.add(new Stage(dim, depth, entry, position, block));
        return this;
    }

    /**
     * The network of the stages so far, without randomness in training.
     *
     * @param head what follows the last stage
     * @param initialization how fresh weights are drawn
     * @return the architecture
     * @throws io.metaformer4j.zoo.MetaFormerException if there is no stage, or the head does not fit the stages
     */
    public Architecture build(Head head, InitializationScheme initialization) {
        return new Architecture(COLORS, stem, stages, head, Architecture.Regularization.NONE, initialization);
    }
}

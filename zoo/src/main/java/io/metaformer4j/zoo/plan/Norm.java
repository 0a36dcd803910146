package io.metaformer4j.zoo.plan;

import java.util.Optional;

/** The normalisations. Variances are biased (divided by n); a network without a norm at a place has no operation there. */
public sealed interface Norm extends Operation {

    /**
     * This norm, if it is one over groups of channels of a whole map.
     *
     * @return itself; empty if it is another
     */
    default Optional<GroupNorm> asGroupNorm() {
        return Optional.empty();
    }

    /**
     * Normalisation of the channels of each position: weight {@code [channels]}.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param epsilon added to the variance
     * @param bias whether there is a bias
     */
    record LayerNorm(String path, int channels, double epsilon, boolean bias) implements Norm {
        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.layerNorm(this);
        }
    }

    /**
     * Normalisation of groups of channels over all positions: weight {@code [channels]}.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param groups number of groups
     * @param epsilon added to the variance
     * @param bias whether there is a bias
     */
    record GroupNorm(String path, int channels, int groups, double epsilon, boolean bias) implements Norm {
        @Override
        public Optional<GroupNorm> asGroupNorm() {
            return Optional.of(this);
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.groupNorm(this);
        }
    }

    /**
     * Batch normalisation: weight and bias {@code [channels]}, running statistics {@code .running_mean} and
     * {@code .running_var}, and the counter {@code .num_batches_tracked}.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param epsilon added to the variance
     */
    record BatchNorm(String path, int channels, double epsilon) implements Norm {
        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.batchNorm(this);
        }
    }
}

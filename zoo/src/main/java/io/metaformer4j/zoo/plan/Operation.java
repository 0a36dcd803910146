package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.ConvSpec;
import java.util.Optional;

/**
 * One step of the computation on maps {@code [N, C, H, W]}, or behind the mean over all positions on vectors {@code [N, C]},
 * which are maps of one position.
 *
 * <p>An operation has weights of its own unless its description says otherwise; their names are its path and {@code .weight}
 * or {@code .bias}, where nothing else is said.
 */
public sealed interface Operation
        permits Operation.Convolution,
                Operation.Pointwise,
                Operation.Linear,
                Operation.GlobalPool,
                Operation.Activate,
                Operation.Scale,
                Operation.AddPosition,
                Norm,
                Mixing {

    /**
     * Name of the module that computes this, equal to timm's where timm has it.
     *
     * @return for instance {@code stages.0.blocks.1.mlp.fc1}; no two operations of a network have the same
     */
    String path();

    /**
     * Channels of the result.
     *
     * @return their number
     */
    int channels();

    /**
     * This operation, if it is a linear function of the channels of each position.
     *
     * @return itself; empty if it is anything else
     */
    default Optional<Pointwise> asPointwise() {
        return Optional.empty();
    }

    /**
     * This operation, if it is a convolution in which every channel has a kernel of its own.
     *
     * @return itself; empty if it is anything else
     */
    default Optional<Mixing.DepthwiseConvolution> asDepthwise() {
        return Optional.empty();
    }

    /**
     * Whether each channel of the result is a linear function of the same channel of what comes in, without a constant and without
     * weights, so that a factor for each channel may as well come before it.
     *
     * @return true of poolings and the identity
     */
    default boolean passesFactors() {
        return false;
    }

    /** Calls the visitor's method for this kind of operation. */
    <R> R accept(OperationVisitor<R> visitor);

    /**
     * The strided convolution of the stem or of a downsampling: weight {@code [channels, inputs, k, k]} and a bias.
     *
     * @param path name of the module
     * @param inputs channels that come in
     * @param channels channels of the result
     * @param window kernel, stride and padding
     */
    record Convolution(String path, int inputs, int channels, ConvSpec window) implements Operation {
        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.convolution(this);
        }
    }

    /**
     * A linear function of the channels of each position, and the activation of its result, if there is one: engines compute
     * both at once.
     *
     * @param path name of the module of the linear function
     * @param inputs channels that come in
     * @param channels channels of the result
     * @param bias whether there is a bias
     * @param matrix whether the weight is stored as {@code [channels, inputs]} rather than {@code [channels, inputs, 1, 1]}
     * @param activation what the result goes through
     */
    record Pointwise(String path, int inputs, int channels, boolean bias, boolean matrix, Optional<Activate> activation)
            implements Operation {
        @Override
        public Optional<Pointwise> asPointwise() {
            return Optional.of(this);
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.pointwise(this);
        }
    }

    /**
     * A linear function of vectors: weight {@code [channels, inputs]} and a bias.
     *
     * @param path name of the module
     * @param inputs length of the vectors that come in
     * @param channels length of the result
     */
    record Linear(String path, int inputs, int channels) implements Operation {
        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.linear(this);
        }
    }

    /**
     * The mean over all positions. Without weights.
     *
     * @param path name of the module
     * @param channels channels of the map
     */
    record GlobalPool(String path, int channels) implements Operation {
        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.globalPool(this);
        }
    }

    /**
     * An elementwise non-linearity. StarReLU alone has weights: {@code .scale [1]} and {@code .bias [1]}.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param function the non-linearity
     */
    record Activate(String path, int channels, Activation function) implements Operation {
        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.activate(this);
        }
    }

    /**
     * A trained factor for each channel.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param initial the factors of a fresh network
     */
    record Scale(String path, int channels, double initial) implements Operation {
        /**
         * Name of the factors {@code [channels]}.
         *
         * @return the path and {@code .scale}
         */
        public String factors() {
            return path + ".scale";
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.scale(this);
        }
    }

    /**
     * Adds a trained map {@code [1, channels, height, width]}, whose name is the path.
     *
     * @param path name of the map
     * @param channels channels of the map
     * @param height rows
     * @param width columns
     */
    record AddPosition(String path, int channels, int height, int width) implements Operation {
        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.addPosition(this);
        }
    }
}

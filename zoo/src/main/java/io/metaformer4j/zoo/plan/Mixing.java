package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.GeometricOrder;
import java.util.List;
import java.util.Optional;

/** The operations in which the positions of a map exchange information, or might. The map keeps its size. */
public sealed interface Mixing extends Operation {

    /**
     * Nothing, where others mix tokens. Without weights.
     *
     * @param path name of the module
     * @param channels channels of the map
     */
    record Identity(String path, int channels) implements Mixing {
        @Override
        public boolean passesFactors() {
            return true;
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.identity(this);
        }
    }

    /**
     * Means over a window, stride 1; positions outside the map are not counted. Without weights.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param kernel side of the window, odd
     * @param subtractsInput whether the input is subtracted from the means (PoolFormer)
     */
    record AveragePool(String path, int channels, int kernel, boolean subtractsInput) implements Mixing {
        @Override
        public boolean passesFactors() {
            return true;
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.averagePool(this);
        }
    }

    /**
     * A convolution in which every channel has a kernel of its own: weight {@code [channels, 1, k, k]}, no bias, stride 1; the
     * map keeps its size.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param kernel side of the kernels, odd
     */
    record DepthwiseConvolution(String path, int channels, int kernel) implements Mixing {
        @Override
        public Optional<DepthwiseConvolution> asDepthwise() {
            return Optional.of(this);
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.depthwiseConvolution(this);
        }
    }

    /**
     * {@code out[m] = sum_n M[m, n] x[n]} over the row-major positions with a random {@code M} that is never trained.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param tokens number of positions, the side of {@code M}
     */
    record RandomMix(String path, int channels, int tokens) implements Mixing {
        /**
         * Name of {@code M}.
         *
         * @return the path and {@code .random_matrix}
         */
        public String matrix() {
            return path + ".random_matrix";
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.randomMix(this);
        }
    }

    /**
     * The same with a trained weight {@code [tokens, tokens]}, without bias.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param tokens number of positions
     */
    record SpatialFc(String path, int channels, int tokens) implements Mixing {
        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.spatialFc(this);
        }
    }

    /**
     * Multi-head self-attention {@code projection(softmax(q k' / sqrt(headDim)) v)}. Engines compute it as one, so it is one
     * operation with two linear functions inside.
     *
     * @param path name of the module
     * @param heads number of heads
     * @param headDim channels of a head
     * @param qkv queries, keys and values {@code [q | k | v]} of each position, each head-major
     * @param projection from the channels of all heads to those of the map
     */
    record Attention(String path, int heads, int headDim, Operation.Pointwise qkv, Operation.Pointwise projection)
            implements Mixing {
        @Override
        public int channels() {
            return projection.channels();
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.attention(this);
        }
    }

    /**
     * GeoFormer's mixer: {@code zeroth(x) [- x] + detailScale * details(magnitudes(x))}; the magnitudes of a group of channels
     * are {@code |conv|} for angular order 0 and {@code sqrt(cosine^2 + sine^2 + eps)} for the others. The filters are fixed.
     *
     * @param path name of the module
     * @param channels channels of the map
     * @param kernel side of all filters
     * @param residual whether the input is subtracted from the zeroth order
     * @param zeroth the disc mean of all channels
     * @param filters those of the groups in the order of their channels; a sine follows the cosine of its group
     * @param details what happens to the magnitudes, empty for nothing
     */
    record Geometric(
            String path,
            int channels,
            int kernel,
            boolean residual,
            Filter zeroth,
            List<Filter> filters,
            List<Operation> details)
            implements Mixing {

        /** Added under the square root (GeoFormer, GeoMixer: {@code epsilon}). */
        public static final double MAGNITUDE_EPSILON = 1e-4;

        /**
         * A depthwise convolution with a fixed kernel: weight {@code [channels, 1, k, k]}.
         *
         * @param path name of the module
         * @param channels channels of the group
         * @param order order of the kernel
         * @param sine whether the angular part is the sine rather than the cosine
         */
        public record Filter(String path, int channels, GeometricOrder order, boolean sine) {}

        public Geometric {
            filters = List.copyOf(filters);
            details = List.copyOf(details);
        }

        /**
         * Name of the trained factors {@code [1, channels, 1, 1]} of the details, which are no module but a tensor.
         *
         * @return the path and {@code .detail_scale}
         */
        public String detailScale() {
            return path + ".detail_scale";
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.geometric(this);
        }
    }

    /**
     * Several geometric mixers on the same input, whose results are concatenated along the channels.
     *
     * @param path name of the list of modules
     * @param parts the mixers
     */
    record Concatenation(String path, List<Geometric> parts) implements Mixing {
        public Concatenation {
            parts = List.copyOf(parts);
        }

        @Override
        public int channels() {
            return parts.stream().mapToInt(Geometric::channels).sum();
        }

        @Override
        public <R> R accept(OperationVisitor<R> visitor) {
            return visitor.concatenation(this);
        }
    }
}

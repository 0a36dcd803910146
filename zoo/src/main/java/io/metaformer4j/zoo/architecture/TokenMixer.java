package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** How the tokens (positions) of a map exchange information: the one thing in which the MetaFormers differ. */
public sealed interface TokenMixer {

    /** Calls the visitor's method for this kind of mixer. */
    <R> R accept(TokenMixerVisitor<R> visitor);

    /** The only number of positions that the mixer can take, or empty if it takes any. */
    default OptionalInt fixedTokens() {
        return OptionalInt.empty();
    }

    /** Whether the pointwise layers of its block are stored as matrices rather than 1x1 convolutions. */
    default boolean storesMatrices() {
        return false;
    }

    /** No exchange at all: {@code mixer(x) = x} (IdentityFormer). */
    record Identity() implements TokenMixer {
        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.identity(this);
        }
    }

    /**
     * {@code mixer(x) = avgpool(x) - x}, stride 1, padding that is not counted (PoolFormer, section 3.2 of arXiv
     * 2111.11418).
     *
     * @param kernel side of the pooling window, odd
     */
    record Pooling(int kernel) implements TokenMixer {
        public Pooling {
            requireOdd("pooling window", kernel);
        }

        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.pooling(this);
        }
    }

    /**
     * {@code out[m] = sum_n M[m, n] x[n]} over the row-major tokens with a random matrix that is never trained
     * (RandFormer, section 2.2 of arXiv 2210.13452). The map must have exactly {@code tokens} positions.
     *
     * @param tokens number of positions N; the matrix is {@code [N, N]}
     */
    record RandomMixing(int tokens) implements TokenMixer {
        public RandomMixing {
            requirePositive("number of tokens", tokens);
        }

        @Override
        public OptionalInt fixedTokens() {
            return OptionalInt.of(tokens);
        }

        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.randomMixing(this);
        }
    }

    /**
     * A trainable {@code [N, N]} matrix without bias over the row-major tokens, the same for all channels (sail-sg's
     * {@code SpatialFc}). The map must have exactly {@code tokens} positions.
     *
     * @param tokens number of positions N
     */
    record SpatialFc(int tokens) implements TokenMixer {
        public SpatialFc {
            requirePositive("number of tokens", tokens);
        }

        @Override
        public OptionalInt fixedTokens() {
            return OptionalInt.of(tokens);
        }

        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.spatialFc(this);
        }
    }

    /**
     * The inverted separable convolution of ConvFormer: pointwise expansion, activation, depthwise convolution,
     * pointwise projection, all without biases (section 2.3 of arXiv 2210.13452).
     *
     * @param expansion hidden channels divided by channels
     * @param kernel side of the depthwise kernel, odd
     * @param activation non-linearity after the expansion
     */
    record SeparableConv(double expansion, int kernel, Activation activation) implements TokenMixer {
        public SeparableConv {
            requirePositive("expansion", expansion);
            requireOdd("depthwise kernel", kernel);
        }

        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.separableConv(this);
        }
    }

    /**
     * Multi-head self-attention without bias in the query, key and value projection; rows of {@code qkv} are
     * {@code [q | k | v]}, each head-major.
     *
     * @param headDim channels of one head
     * @param projectionBias whether the output projection has a bias (sail-sg's PoolFormer ablations) or not (CAFormer)
     */
    record Attention(int headDim, boolean projectionBias) implements TokenMixer {
        public Attention {
            requirePositive("channels of a head", headDim);
        }

        /**
         * Number of heads at a given width. A width below one head's still has one head, as in sail-sg's code.
         *
         * @param channels channels of the map
         * @return the number of heads, at least 1
         */
        public int heads(int channels) {
            return Math.max(1, channels / headDim);
        }

        @Override
        public boolean storesMatrices() {
            return true;
        }

        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.attention(this);
        }
    }

    /**
     * GeoFormer's mixer: a zeroth-order disc mean plus scaled magnitudes of the responses to fixed geometric kernels, one
     * kernel pair (cosine, sine) for each group of channels.
     *
     * @param kernel side of the kernels: 3, 5 or 7
     * @param orders orders of the branches, sorted by angular, then radial order
     * @param residual whether the input is subtracted from the zeroth-order response
     * @param details what happens to the concatenated magnitudes before they are scaled
     */
    record Geometric(int kernel, List<GeometricOrder> orders, boolean residual, Details details) implements TokenMixer {

        /** Fewest channels that a branch may have; below, the last branches are dropped. */
        public static final int MIN_BRANCH_CHANNELS = 8;

        /** What happens to the concatenated magnitudes of a {@link Geometric}. */
        public enum Details {
            /** Nothing. */
            PLAIN,
            /** Batch normalisation. */
            NORMALIZED,
            /** 1x1 convolution without bias, batch normalisation, GELU. */
            FUSED
        }

        /**
         * One branch: the kernels of an order applied to a group of channels.
         *
         * @param order order of the kernels
         * @param channels channels of the group
         */
        public record Branch(GeometricOrder order, int channels) {}

        public Geometric {
            if (kernel != 3 && kernel != 5 && kernel != 7) {
                throw new MetaFormerException("geometric kernel " + kernel + " must be 3, 5 or 7");
            }
            orders = orders.stream()
                    .sorted(Comparator.comparingInt(GeometricOrder::angular).thenComparingInt(GeometricOrder::radial))
                    .toList();
            if (orders.isEmpty()) {
                throw new MetaFormerException("a geometric mixer needs at least one branch order");
            }
            orders.forEach(order -> order.requireFits(kernel));
        }

        /** The plain residual mixer of kernel side 3, 5 or 7 with the reference's orders. */
        public static Geometric ofKernel(int kernel) {
            return new Geometric(kernel, GeometricOrder.upTo(kernel, kernel == 3 ? 1 : 2), true, Details.PLAIN);
        }

        /** The 7x7 mixer with third angular orders, whose details are fused. */
        public static Geometric higherOrder() {
            return new Geometric(7, GeometricOrder.upTo(7, 3), true, Details.FUSED);
        }

        /**
         * The branches at a given width: the first orders that leave each at least {@value #MIN_BRANCH_CHANNELS}
         * channels; the first groups take the remainder.
         *
         * @param channels channels of the map
         * @return the branches in channel order
         */
        public List<Branch> branches(int channels) {
            int count = Math.min(orders.size(), Math.max(1, channels / MIN_BRANCH_CHANNELS));
            List<Branch> branches = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                branches.add(new Branch(orders.get(i), channels / count + (i < channels % count ? 1 : 0)));
            }
            return List.copyOf(branches);
        }

        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.geometric(this);
        }
    }

    /**
     * Several geometric mixers on the same input; their outputs are concatenated and fused by a 1x1 convolution without
     * bias, batch normalisation (eps 1e-5) and GELU.
     *
     * @param scales the mixers, at least two
     */
    record MultiScaleGeometric(List<Geometric> scales) implements TokenMixer {
        public MultiScaleGeometric {
            scales = List.copyOf(scales);
            if (scales.size() < 2) {
                throw new MetaFormerException(
                        "a multi-scale geometric mixer needs at least two scales, not " + scales.size());
            }
        }

        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.multiScaleGeometric(this);
        }
    }

    /**
     * GAFormer's GeoBlock: pointwise expansion, activation, geometric mixing, pointwise projection, without biases.
     *
     * @param expansion hidden channels divided by channels
     * @param activation non-linearity after the expansion
     * @param mixer mixer of the hidden channels
     */
    record GeoBlock(double expansion, Activation activation, Geometric mixer) implements TokenMixer {
        public GeoBlock {
            requirePositive("expansion", expansion);
        }

        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.geoBlock(this);
        }
    }

    /**
     * PAFormer's pooling block: pointwise expansion, activation, average pooling (stride 1, padding not counted, nothing
     * subtracted), pointwise projection, without biases.
     *
     * @param expansion hidden channels divided by channels
     * @param activation non-linearity after the expansion
     * @param kernel side of the pooling window, odd
     */
    record PoolBlock(double expansion, Activation activation, int kernel) implements TokenMixer {
        public PoolBlock {
            requirePositive("expansion", expansion);
            requireOdd("pooling window", kernel);
        }

        @Override
        public <R> R accept(TokenMixerVisitor<R> visitor) {
            return visitor.poolBlock(this);
        }
    }

    private static void requireOdd(String what, int value) {
        if (value < 1 || value % 2 == 0) {
            throw new MetaFormerException(what + " " + value + " must be odd and positive");
        }
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0)) {
            throw new MetaFormerException(what + " " + value + " must be positive");
        }
    }
}

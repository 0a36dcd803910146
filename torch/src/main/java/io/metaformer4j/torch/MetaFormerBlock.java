package io.metaformer4j.torch;

import io.metaformer4j.zoo.Block;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** {@code x = res1 * x + ls1 * drop(mixer(norm1(x)))}, then {@code x = res2 * x + ls2 * drop(mlp(norm2(x)))}. */
final class MetaFormerBlock implements Layer {

    private final Branch mixing;
    private final Branch channels;

    /**
     * Builds a block.
     *
     * @param block the description
     * @param layers makes the layers
     * @param prefix {@code stages.0.blocks.1.}
     * @param index number of the block in the whole network, for its random masks
     * @param dropRate probability to skip a branch
     */
    MetaFormerBlock(Block block, Layers layers, String prefix, int index, double dropRate) {
        NetworkState state = layers.state();
        Layer mixer = block.mixer().accept(new TokenMixers(layers, prefix + "token_mixer."));
        Layer mlp = layers.pointwise(prefix + "mlp.fc1", block.mlp().activation(), prefix + "mlp.act")
                .then(layers.pointwise(prefix + "mlp.fc2"));
        this.mixing = new Branch(
                Norms.of(block.norm(), state, prefix + "norm1").then(mixer), state, prefix, 1, 2 * index, dropRate);
        this.channels = new Branch(
                Norms.of(block.norm(), state, prefix + "norm2").then(mlp), state, prefix, 2, 2 * index + 1, dropRate);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        return channels.forward(mixing.forward(x, pass), pass);
    }

    /** One residual branch. */
    private static final class Branch implements Layer {
        private final Layer body;
        private final Optional<Weight> layerScale;
        private final Optional<Weight> residualScale;
        private final int mask;
        private final double dropRate;

        Branch(Layer body, NetworkState state, String prefix, int number, int mask, double dropRate) {
            this.body = body;
            this.layerScale = state.find(prefix + "layer_scale" + number + ".scale");
            this.residualScale = state.find(prefix + "res_scale" + number + ".scale");
            this.mask = mask;
            this.dropRate = dropRate;
        }

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor branch = body.forward(x, pass);
                if (pass.training() && dropRate > 0) {
                    branch = branch.mul(pass.randomness().mask(mask, dropRate, branch, x.size(0), 1, 1, 1));
                }
                Tensor identity = residualScale.isPresent() ? x.mul(ofChannels(residualScale.get())) : x;
                return scope.keep(
                        layerScale.isPresent()
                                ? identity.addcmul(branch, ofChannels(layerScale.get()))
                                : identity.add(branch));
            }
        }

        private static Tensor ofChannels(Weight scale) {
            return scale.tensor().view(-1, 1, 1);
        }
    }
}

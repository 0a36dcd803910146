package io.metaformer4j.torch.network;

import static io.metaformer4j.torch.natives.TensorScope.scoped;

import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.Layer;
import io.metaformer4j.torch.layer.OperationLayers;
import io.metaformer4j.zoo.plan.BlockPlan;
import org.bytedeco.pytorch.Tensor;

/** A MetaFormer block: the token mixer, then the channel MLP, each behind a norm and beside an identity. */
final class MetaFormerBlock implements Layer {

    private final ResidualBranch mixing;
    private final ResidualBranch channels;

    /**
     * Builds a block.
     *
     * @param block the plan
     * @param layers makes the layers
     * @param index number of the block in the whole network, for its random masks
     */
    MetaFormerBlock(BlockPlan block, OperationLayers layers, int index) {
        this.mixing = new ResidualBranch(block.mixing(), layers, 2 * index);
        this.channels = new ResidualBranch(block.channels(), layers, 2 * index + 1);
    }

    @Override
    public Tensor forward(Tensor x, ForwardPass pass) {
        // x = residualScale * x + layerScale * mixer(norm(x))
        Tensor mixed = scoped(() -> mixing.forward(x, pass));
        // x = residualScale * x + layerScale * mlp(norm(x))
        return scoped(() -> channels.forward(mixed, pass));
    }
}

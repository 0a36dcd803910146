package io.metaformer4j.torch.network;

import static io.metaformer4j.torch.natives.TensorScope.scoped;

import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.Layer;
import io.metaformer4j.torch.layer.OperationLayers;
import io.metaformer4j.zoo.plan.BlockPlan;
import org.bytedeco.pytorch.Tensor;

/** A MetaFormer block: the token mixer, then the channel MLP, each behind a norm and beside an identity. */
final class MetaFormerBlock implements Layer {

    private final Layer norm1;
    private final Layer mixer;
    private final Residual mixing;
    private final Layer norm2;
    private final Layer mlp;
    private final Residual channels;

    /**
     * Builds a block.
     *
     * @param block the plan
     * @param layers makes the layers
     * @param index number of the block in the whole network, for its random masks
     */
    MetaFormerBlock(BlockPlan block, OperationLayers layers, int index) {
        this.norm1 = layers.optional(block.mixing().norm());
        this.mixer = layers.sequence(block.mixing().function());
        this.mixing = new Residual(block.mixing(), layers, 2 * index);
        this.norm2 = layers.optional(block.channels().norm());
        this.mlp = layers.sequence(block.channels().function());
        this.channels = new Residual(block.channels(), layers, 2 * index + 1);
    }

    @Override
    public Tensor forward(Tensor x, ForwardPass pass) {
        // x = residualScale * x + layerScale * mixer(norm(x))
        Tensor mixed = scoped(() -> mixing.add(x, mixer.forward(norm1.forward(x, pass), pass), pass));
        // x = residualScale * x + layerScale * mlp(norm(x))
        return scoped(() -> channels.add(mixed, mlp.forward(norm2.forward(mixed, pass), pass), pass));
    }
}

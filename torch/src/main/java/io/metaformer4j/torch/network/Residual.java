package io.metaformer4j.torch.network;

import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.Layer;
import io.metaformer4j.torch.layer.OperationLayers;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.plan.BranchPlan;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The sum behind a branch: {@code residualScale * x + layerScale * drop(f)}. */
final class Residual {

    private final Optional<StateTensor> layerScale;
    private final Layer identity;
    private final int mask;
    private final double dropRate;

    /**
     * Builds the sum.
     *
     * @param branch the plan of the branch
     * @param layers makes the layers
     * @param mask number of the branch's random mask
     */
    Residual(BranchPlan branch, OperationLayers layers, int mask) {
        this.layerScale = branch.layerScale().map(layers::factors);
        this.identity = layers.optional(branch.residualScale());
        this.mask = mask;
        this.dropRate = branch.dropRate();
    }

    /** The sum of the branch's input {@code x} and its result {@code f}. */
    Tensor add(Tensor x, Tensor f, ForwardPass pass) {
        boolean drops = pass.training() && dropRate > 0;
        Tensor branch = drops ? f.mul(pass.randomness().mask(mask, dropRate, f, x.size(0), 1, 1, 1)) : f;
        Tensor scaled = identity.forward(x, pass);
        return layerScale.isPresent()
                ? scaled.addcmul(branch, OperationLayers.ofChannels(layerScale.get()))
                : scaled.add(branch);
    }
}

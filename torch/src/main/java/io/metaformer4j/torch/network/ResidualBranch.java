package io.metaformer4j.torch.network;

import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.Layer;
import io.metaformer4j.torch.layer.OperationLayers;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.plan.BranchPlan;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A function beside an identity: {@code residualScale * x + layerScale * drop(f(norm(x)))}. */
final class ResidualBranch implements Layer {

    private final Layer function;
    private final Optional<StateTensor> layerScale;
    /** The function with the layer scale in it, where there is one and its weights can hold it. */
    private final Optional<Layer> scaledFunction;

    private final Layer identity;
    private final int mask;
    private final double dropRate;

    /**
     * Builds the branch.
     *
     * @param branch the plan
     * @param layers makes the layers
     * @param mask number of the branch's random mask
     */
    ResidualBranch(BranchPlan branch, OperationLayers layers, int mask) {
        this.function = layers.optional(branch.norm()).then(layers.sequence(branch.function()));
        this.layerScale = branch.layerScale().map(layers::factors);
        this.scaledFunction = layerScale.flatMap(scale -> layers.scaled(branch.norm(), branch.function(), scale));
        this.identity = layers.optional(branch.residualScale());
        this.mask = mask;
        this.dropRate = branch.dropRate();
    }

    @Override
    public Tensor forward(Tensor x, ForwardPass pass) {
        if (scaledFunction.isPresent() && pass.training() && pass.observer() == ActivationObserver.NONE) {
            return identity.forward(x, pass).add(dropped(scaledFunction.get().forward(x, pass), pass));
        }
        Tensor branch = dropped(function.forward(x, pass), pass);
        Tensor scaled = identity.forward(x, pass);
        return layerScale.isPresent()
                ? scaled.addcmul(branch, OperationLayers.ofChannels(layerScale.get()))
                : scaled.add(branch);
    }

    private Tensor dropped(Tensor branch, ForwardPass pass) {
        boolean drops = pass.training() && dropRate > 0;
        return drops ? branch.mul(pass.randomness().mask(mask, dropRate, branch, branch.size(0), 1, 1, 1)) : branch;
    }
}

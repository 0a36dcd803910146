package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.native_group_norm;

import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.kernel.Operations;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Group normalisation that keeps its digits where the mean is far from zero.
 *
 * <p>On channels-last maps PyTorch's processor kernel takes the variance as the mean of the squares less the square of the
 * mean. If the mean is much larger than the deviation, little is left of it: at 20 deviations the outputs are wrong by 5e-5.
 * Such maps, which are rare, are computed once more in the order of NCHW, whose kernel subtracts the mean first. Training
 * stays with PyTorch's kernel, as training in PyTorch does.
 */
public final class GroupNormLayer implements Layer {

    /** Deviations from zero to the mean at which about one of the seven digits is lost. */
    private static final float FAR = 3;

    private final int groups;
    private final double epsilon;
    private final TensorOptional weight;
    private final TensorOptional bias;

    /** Creates the norm; weight and bias {@code [C]} stay the caller's. */
    public GroupNormLayer(int groups, double epsilon, TensorOptional weight, TensorOptional bias) {
        this.groups = groups;
        this.epsilon = epsilon;
        this.weight = weight;
        this.bias = bias;
    }

    @Override
    public Tensor forward(Tensor x, ForwardPass pass) {
        boolean subtractsFirst = !x.is_cpu() || x.is_contiguous();
        if (pass.training() || subtractsFirst || !Operations.isUsable(KernelKind.GROUP_NORM, x, true)) {
            return Operations.groupNorm(x, groups, weight, bias, epsilon);
        }
        Tensor map = x.contiguous(MemoryFormat.ChannelsLast);
        T_TensorTensorTensor_T results = native_group_norm(
                map, weight, bias, map.size(0), map.size(1), map.size(2) * map.size(3), groups, epsilon);
        float distance =
                results.get1().mul(results.get2()).abs().max().item_float(); // of the worst group of all pictures
        if (distance <= FAR) {
            return new Tensor(results.get0());
        }
        return Operations.groupNorm(map.contiguous(), groups, weight, bias, epsilon)
                .contiguous(MemoryFormat.ChannelsLast);
    }
}

package io.metaformer4j.torch;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Everything a network says about a batch. All tensors belong to the scope of the caller.
 *
 * @param features maps of the stages {@code [N, C, H, W]}; behind their norms if the network is a feature backbone
 * @param pooled vectors {@code [N, C]} that enter the classifier, empty for feature backbones
 * @param logits scores {@code [N, classes]}, empty for feature backbones
 */
public record NetworkOutputs(List<Tensor> features, Optional<Tensor> pooled, Optional<Tensor> logits) {

    public NetworkOutputs {
        features = List.copyOf(features);
    }
}

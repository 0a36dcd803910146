package io.metaformer4j.torch.network;

import io.metaformer4j.torch.layer.Layer;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * One link of the chain from the picture to the last map: the stem, the entry of a stage, or a block.
 *
 * @param layer what is computed
 * @param names canonical names of the modules whose output is now complete, inner before outer
 * @param parameters what of it can learn
 * @param endOfStage number of the stage that ends here, or -1
 */
record BackboneStep(Layer layer, List<String> names, List<Tensor> parameters, int endOfStage) {

    /** Whether gradients are wanted of any parameter. */
    boolean learns() {
        return parameters.stream().anyMatch(Tensor::requires_grad);
    }
}

package io.metaformer4j.torch;

import io.metaformer4j.torch.natives.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads parts of a network's state for comparison. */
final class StateProbe {

    private StateProbe() {}

    /** Running statistics and kernels, without the counters. */
    static Map<String, float[]> buffers(TorchNetwork network) {
        Map<String, float[]> buffers = new LinkedHashMap<>();
        network.state().forEach((name, tensor) -> {
            if (!network.parameters().containsKey(name)) {
                buffers.put(name, Tensors.toFloats(tensor));
            }
        });
        return buffers;
    }
}

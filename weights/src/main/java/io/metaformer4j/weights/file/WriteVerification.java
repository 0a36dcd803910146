package io.metaformer4j.weights.file;

import io.metaformer4j.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Reads the description of a file that was just written, before it replaces an older one. */
final class WriteVerification {

    private WriteVerification() {}

    static void check(Path written, Map<String, WeightTensor> meant) throws IOException {
        Map<String, WeightTensor> found = Checkpoints.open(written).tensors();
        if (!found.keySet().equals(meant.keySet())) {
            throw new IOException("'" + written + "' does not hold the tensors that were written to it");
        }
        for (Map.Entry<String, WeightTensor> entry : meant.entrySet()) {
            WeightTensor tensor = found.get(entry.getKey());
            if (tensor.dtype() != entry.getValue().dtype()
                    || !Arrays.equals(tensor.shape(), entry.getValue().shape())) {
                throw new IOException("'" + written + "' holds " + tensor + " as '" + entry.getKey() + "' where "
                        + entry.getValue() + " was written");
            }
        }
    }
}

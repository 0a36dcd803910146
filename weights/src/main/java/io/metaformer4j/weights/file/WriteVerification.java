package io.metaformer4j.weights.file;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Reads the description of a file that was just written, before it replaces an older one. */
final class WriteVerification {

    private WriteVerification() {}

    /**
     * Compares names, types and shapes.
     *
     * @throws CheckpointCorruptException if they are not the expected ones
     */
    static void check(Path written, Map<String, WeightTensor> expected) throws IOException {
        Map<String, WeightTensor> found = Checkpoints.open(written).tensors();
        if (!found.keySet().equals(expected.keySet())) {
            throw new CheckpointCorruptException(
                    "weights '" + written + "' do not hold the tensors that were written to them; write them again");
        }
        for (Map.Entry<String, WeightTensor> entry : expected.entrySet()) {
            WeightTensor tensor = found.get(entry.getKey());
            if (tensor.dtype() != entry.getValue().dtype()
                    || !Arrays.equals(tensor.shape(), entry.getValue().shape())) {
                throw new CheckpointCorruptException("weights '" + written + "' hold " + tensor + " as '"
                        + entry.getKey() + "' where " + entry.getValue() + " was written; write them again");
            }
        }
    }
}

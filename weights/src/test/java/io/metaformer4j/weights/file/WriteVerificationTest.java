package io.metaformer4j.weights.file;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteVerificationTest {

    @TempDir
    private Path folder;

    @Test
    void a_file_with_other_tensors_than_were_meant_is_called_corrupt() throws IOException {
        Path file = folder.resolve("a.safetensors");
        WeightTensor pair = WeightTensor.ofFloats(new float[2], 2);
        SafetensorsWriter.write(file, Map.of("w", pair), Map.of());
        assertThatCode(() -> WriteVerification.check(file, Map.of("w", pair))).doesNotThrowAnyException();
        assertThatThrownBy(() -> WriteVerification.check(file, Map.of("v", pair)))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContainingAll("a.safetensors", "do not hold the tensors");
        WeightTensor column = WeightTensor.ofFloats(new float[2], 2, 1);
        assertThatThrownBy(() -> WriteVerification.check(file, Map.of("w", column)))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContainingAll("a.safetensors", "as 'w' where");
    }
}

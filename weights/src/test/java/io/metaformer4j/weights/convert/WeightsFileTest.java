package io.metaformer4j.weights.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.CheckpointFormat;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightsFileTest {

    private static final Map<String, WeightTensor> TENSORS =
            Map.of("fc.weight", WeightTensor.ofFloats(new float[] {1}, 1));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "pets.safetensors, SAFETENSORS, pets-%s.safetensors",
        "pets.v2.pth, TORCH_ZIP, pets.v2-%s.pth",
        "pets.pth.tar, TORCH_ZIP, pets-%s.pth.tar"
    })
    void a_digest_goes_before_the_ending(String name, CheckpointFormat format, String expected) throws IOException {
        WeightsFile.Written written = WeightsFile.at(folder.resolve(name)).writeWithDigest(TENSORS);
        assertThat(written.sha256()).isEqualTo(Sha256.of(written.file()));
        assertThat(written.file())
                .isEqualTo(
                        folder.resolve(String.format(expected, written.sha256().substring(0, 8))));
        assertThat(Checkpoints.open(written.file()).format()).isEqualTo(format);
        assertThat(files()).containsExactly(written.file());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void without_a_digest_the_name_stays() throws IOException {
        Path out = folder.resolve("pets.pth");
        WeightsFile.Written written = WeightsFile.at(out).write(TENSORS);
        assertThat(written.file()).isEqualTo(out);
        assertThat(written.sha256()).isEqualTo(Sha256.of(out)).hasSize(64);
        assertThat(Checkpoints.open(out).tensors()).containsOnlyKeys("fc.weight");
    }

    @Test
    void names_that_tell_no_format_are_refused() {
        for (String name : List.of("pets", "pets.onnx")) {
            assertThatThrownBy(() -> WeightsFile.at(folder.resolve(name)))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("end it with .safetensors");
        }
    }
}

package io.metaformer4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.weights.file.Checkpoints;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every bad file of the fixtures is refused, with a message that says what, where and how to mend it. */
class BadCheckpointsTest {

    /** File, kind of error, and three parts of the message. */
    private static final String TABLE =
            """
            evil_raw.pth             | Unsafe      | forbidden global posix.system | at byte 33           | nothing in it was run
            evil_zip.pth             | Unsafe      | forbidden global posix.system | data.pkl             | source you trust
            evil_legacy.pth          | Unsafe      | forbidden global posix.system | object               | source you trust
            evil_eval_zip.pth        | Unsafe      | forbidden global builtins.eval | at byte 13          | source you trust
            whole_module.pth         | Unsupported | torch.nn.modules.container.Sequential | not a state dict | model.state_dict()
            empty.pth                | Corrupt     | empty file                    | empty.pth            | download or copy it again
            garbage.pth              | Unsupported | neither a safetensors file    | garbage.pth          | nor a PyTorch checkpoint
            html_error.pth           | Unsupported | web page                      | html_error.pth       | download the file again
            lfs_pointer.pth          | Unsupported | Git LFS pointer               | lfs_pointer.pth      | git lfs pull
            truncated_zip.pth        | Corrupt     | no zip directory              | truncated            | download or copy it again
            truncated_legacy.pth     | Corrupt     | ends within storage           | which needs          | truncated
            crc_zip.pth              | Corrupt     | CRC-32                        | mini_zip/data/0      | download or copy it again
            corrupt_pkl_zip.pth      | Corrupt     | CRC-32                        | data.pkl             | download or copy it again
            missing_record_zip.pth   | Corrupt     | no record 'mini_zip/data/3'   | a tensor needs       | incomplete
            no_pkl_zip.pth           | Corrupt     | no record data.pkl            | no_pkl_zip.pth       | not a checkpoint saved by torch.save
            short_record_zip.pth     | Corrupt     | record 'mini_zip/data/0'      | too short            | bytes that a tensor needs
            torchscript_like.pt      | Unsupported | TorchScript archive           | torchscript_like.pt  | state_dict()
            huge_string_zip.pth      | Corrupt     | string of 2147483647 bytes    | only 4 follow        | data.pkl
            deep_nesting_zip.pth     | Corrupt     | more than 1000 deep           | data.pkl             | nests values
            huge_tensor_zip.pth      | Corrupt     | record 'm/data/0' of 16 bytes | too short            | 4398046511104
            truncated.safetensors    | Corrupt     | bytes of data follow          | offsets              | truncated
            huge_header.safetensors  | Corrupt     | header of 1152921504606846976 bytes | limit          | huge_header.safetensors
            overlap.safetensors      | Corrupt     | overlaps                      | tensor 'b'           | offset 4
            shape_mismatch.safetensors | Corrupt   | needs 12 bytes                | tensor 'a'           | hold 8
            bad_json.safetensors     | Corrupt     | not valid JSON                | header               | bad_json.safetensors
            out_of_range.safetensors | Corrupt     | offsets 0 to 16               | tensor 'a'           | only 8 bytes
            """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE, delimiter = '|')
    void is_refused(String name, String kind, String what, String where, String fix) {
        assertThatThrownBy(() -> readAll(Fixtures.path("checkpoints/" + name)))
                .isInstanceOf(kindOf(kind))
                .hasMessageContaining(name)
                .hasMessageContaining(what)
                .hasMessageContaining(where)
                .hasMessageContaining(fix)
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
    }

    @Test
    void the_table_names_every_bad_file() {
        Set<String> bad = new TreeSet<>();
        JsonNode files = Fixtures.json("checkpoints/expected.json").get("files");
        files.fieldNames().forEachRemaining(name -> {
            if (files.get(name).has("error")) {
                bad.add(name);
            }
        });
        Set<String> tested = new TreeSet<>();
        TABLE.lines()
                .forEach(line -> tested.add(line.substring(0, line.indexOf('|')).strip()));
        assertThat(tested).isEqualTo(bad);
    }

    @Test
    void a_missing_file_and_a_folder_are_named(@TempDir Path folder) {
        assertThatThrownBy(() -> Checkpoints.open(folder.resolve("none.pth")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.pth");
        assertThatThrownBy(() -> Checkpoints.open(folder))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("folder");
    }

    /** What a loader does: open, choose, use every tensor. */
    static void readAll(Path path) throws IOException {
        Checkpoint checkpoint = Checkpoints.open(path);
        checkpoint.stateDict().tensors().values().forEach(WeightTensor::bytes);
        checkpoint.tensors().values().forEach(WeightTensor::bytes);
    }

    private static Class<? extends CheckpointException> kindOf(String kind) {
        return switch (kind) {
            case "Unsafe" -> UnsafeCheckpointException.class;
            case "Corrupt" -> CheckpointCorruptException.class;
            default -> UnsupportedCheckpointException.class;
        };
    }
}

package io.metaformer4j.weights;

import static io.metaformer4j.weights.PickleBuilder.pickle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.disk.ReadBudget;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.pickle.PickleInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Small pickles that describe what would take very long or very much memory: they are refused before it hurts. */
@Timeout(20)
class CostlyPicklesTest {

    private static final int MEBI = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void tuples_of_equal_hash_as_keys_are_refused() throws IOException {
        PickleBuilder dictionary = pickle().ops("}(");
        PickleBuilder set = pickle().raw(0x8f).ops("(");
        for (int i = 0; i < 50_000; i++) {
            dictionary
                    .ops("J")
                    .int32(i)
                    .ops("J")
                    .int32(31 * (50_000 - i))
                    .raw(0x86)
                    .ops("N");
            set.ops("J").int32(i).ops("J").int32(31 * (50_000 - i)).raw(0x86);
        }
        assertRefused(dictionary.ops("u"), "to tell apart");
        assertRefused(set.raw(0x90), "to tell apart");
    }

    @Test
    void tuples_as_keys_do_no_harm_in_ordinary_numbers() throws IOException {
        PickleBuilder grid = pickle().ops("}(");
        for (int i = 0; i < 10_000; i++) {
            grid.ops("J").int32(i / 100).ops("J").int32(i % 100).raw(0x86).ops("N");
        }
        assertThat((Map<?, ?>) open(grid.ops("u")).content()).hasSize(10_000);
    }

    @Test
    void long_keys_that_are_hashed_again_and_again_are_refused() throws IOException {
        PickleBuilder bytes =
                pickle().ops("(B").int32(MEBI).bytes(new byte[MEBI]).raw('q', 0).ops("}(");
        PickleBuilder texts =
                pickle().ops("(").text("x".repeat(MEBI - 1)).raw('q', 0).ops("}(");
        for (int i = 0; i < 10_000; i++) {
            bytes.raw('h', 0).ops("N");
            texts.raw('h', 0).ops("N");
        }
        assertRefused(bytes.ops("ut"), "to tell apart");
        assertRefused(texts.ops("ut"), "to tell apart");
    }

    @Test
    void names_joined_from_long_keys_are_refused() throws IOException {
        PickleBuilder deep = pickle().ops("(").text("k".repeat(5000)).raw('q', 0);
        deep.tensor(4, 0, new long[] {4}, new long[] {1}).raw('q', 2);
        for (int i = 0; i < 900; i++) {
            deep.ops("}").raw('h', 0).raw('h', 2).ops("s").raw('q', 2);
        }
        assertRefused(deep.ops("t"), "longer than 4096 characters");
    }

    @Test
    void a_tensor_named_millions_of_times_by_references_is_refused() throws IOException {
        PickleBuilder dag =
                pickle().ops("(").tensor(4, 0, new long[] {4}, new long[] {1}).raw('q', 0);
        for (int level = 1; level <= 3; level++) {
            dag.ops("(");
            for (int i = 0; i < 200; i++) {
                dag.raw('h', level - 1);
            }
            dag.ops("t").raw('q', level);
        }
        assertRefused(dag.ops("t"), "tensors (at byte");
    }

    @Test
    void trees_without_tensors_are_not_walked() throws IOException {
        PickleBuilder dag = pickle().ops("}(")
                .text("w")
                .tensor(4, 0, new long[] {4}, new long[] {1})
                .text("x")
                .ops("N");
        dag.raw('q', 0);
        for (int level = 1; level <= 4; level++) {
            dag.ops("(");
            for (int i = 0; i < 50; i++) {
                dag.raw('h', level - 1);
            }
            dag.ops("t").raw('q', level);
        }
        assertThat(open(dag.ops("u")).tensors()).containsOnlyKeys("w");
    }

    @Test
    void tensors_of_stride_zero_that_add_up_are_refused() throws IOException {
        PickleBuilder tensors = pickle().ops("}(");
        for (int i = 0; i < 10; i++) {
            tensors.text("w" + i).tensor(16, 0, new long[] {4 << 20}, new long[] {0});
        }
        assertRefused(tensors.ops("u"), "spread over a storage");
    }

    @Test
    void one_storage_seen_transposed_many_times_is_refused() throws IOException {
        PickleBuilder tensors = pickle().ops("}(");
        for (int i = 0; i < 300; i++) {
            tensors.text("w" + i).tensor(1 << 16, 0, new long[] {256, 256}, new long[] {1, 256});
        }
        byte[] bytes = tensors.ops("u").stop();
        Path file =
                PickleBuilder.zip(folder.resolve("x.pth"), Map.of("m/data.pkl", bytes, "m/data/0", new byte[4 << 16]));
        assertThatThrownBy(() -> Checkpoints.open(file))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining("in unusual order");
    }

    @Test
    void long_names_of_globals_and_storages_are_refused() throws IOException {
        PickleBuilder globals = pickle().ops("(").text("a".repeat(MEBI - 1)).raw('q', 0);
        for (int i = 0; i < 100; i++) {
            globals.raw('h', 0, 'h', 0, 0x93);
        }
        assertRefused(globals.ops("t"), "longer than 1024");
        PickleBuilder storage = pickle().ops("(").text("storage").global("torch", "FloatStorage");
        storage.text("0".repeat(5000)).text("cpu").number(16).ops("tQ");
        assertRefused(storage, "key is longer than 1024");
    }

    @Test
    void arguments_that_are_looked_through_again_and_again_are_refused() throws IOException {
        PickleBuilder flags = pickle().ops("}(");
        for (int i = 0; i < 100_000; i++) {
            flags.ops("J").int32(i).raw(0x89);
        }
        flags.ops("u").raw('q', 0);
        PickleBuilder tensors =
                flags.ops("(").global("torch._utils", "_rebuild_tensor_v2").raw('q', 1);
        tensors.ops("((")
                .text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cpu")
                .number(16);
        tensors.ops("tQ")
                .raw('K', 0)
                .ops("))")
                .raw(0x89)
                .ops(")")
                .raw('h', 0)
                .ops("t")
                .raw('q', 2)
                .ops("R");
        for (int i = 0; i < 100; i++) {
            tensors.raw('h', 1, 'h', 2).ops("R");
        }
        assertRefused(tensors.ops("tt"), "makes more than");
    }

    @Test
    void text_that_does_not_fit_the_heap_is_refused() {
        PickleInput in = new PickleInput("x", "data.pkl", ByteBuffer.allocate(0), 0);
        ReadBudget small = new ReadBudget(16 * MEBI, in::corrupt);
        small.text(4 * MEBI);
        assertThatThrownBy(() -> small.text(1)).hasMessageContaining("more than 4194304 bytes of text");
        assertThatThrownBy(() -> small.values(200_000)).hasMessageContaining("more than 131072 values");
    }

    private Checkpoint open(PickleBuilder pickle) throws IOException {
        return Checkpoints.open(PickleBuilder.archive(Files.createTempFile(folder, "costly", ".pth"), pickle.stop()));
    }

    private void assertRefused(PickleBuilder pickle, String message) {
        assertThatThrownBy(() -> open(pickle))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("at byte");
    }
}

package io.metaformer4j.weights;

import static io.metaformer4j.weights.PickleBuilder.pickle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.file.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pickles made to do harm: they are refused by name, run nothing, and cost neither time nor memory. */
@Timeout(20)
class UnsafePicklesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "nt, system",
        "subprocess, Popen",
        "__builtin__, eval",
        "builtins, exec",
        "builtins, getattr",
        "builtins, __import__",
        "importlib, import_module",
        "runpy, run_path",
        "shutil, rmtree",
        "socket, socket",
        "pickle, loads",
        "ctypes, CDLL",
        "os.path, join",
        "sys, exit",
        "functools, reduce",
        "builtins, compile"
    })
    void a_dangerous_name_is_refused_even_if_it_is_never_called(String module, String name) throws IOException {
        Path file = archive(
                pickle().ops("}").text("a").global(module, name).ops("s").stop());
        assertThatThrownBy(() -> Checkpoints.open(file))
                .isInstanceOf(UnsafeCheckpointException.class)
                .hasMessageContaining(module.replace("__builtin__", "builtins") + "." + name)
                .hasMessageContaining("at byte 9");
    }

    @ParameterizedTest
    @CsvSource({
        "torch, load",
        "torch.hub, load",
        "torch.nn.modules.linear, Linear",
        "numpy, load",
        "yaml, load",
        "a.b, c",
        "torch, os.system",
        "collections, namedtuple",
        "torch._utils, _import_dotted_name"
    })
    void a_call_that_is_not_listed_is_refused(String module, String name) throws IOException {
        Path file = archive(pickle().ops("}")
                .text("a")
                .global(module, name)
                .text("x")
                .raw(0x85)
                .ops("Rs")
                .stop());
        assertThatThrownBy(() -> Checkpoints.open(file))
                .isInstanceOf(UnsafeCheckpointException.class)
                .hasMessageContaining(module + "." + name)
                .hasMessageContaining("at byte 9");
    }

    @Test
    void a_name_hidden_in_stack_global_is_refused() throws IOException {
        Path file = archive(pickle().text("posix")
                .text("system")
                .raw(0x93)
                .text("x")
                .raw(0x85)
                .ops("R")
                .stop());
        assertThatThrownBy(() -> Checkpoints.open(file))
                .isInstanceOf(UnsafeCheckpointException.class)
                .hasMessageContaining("posix.system");
    }

    @Test
    void an_instance_of_an_unknown_class_is_kept_as_data() throws IOException {
        byte[] bytes = pickle().ops("}(")
                .text("config")
                .global("my.module", "Config")
                .ops(")")
                .raw(0x81)
                .ops("}")
                .text("lr")
                .raw('K', 3)
                .ops("sb")
                .text("w")
                .tensor(4, 0, new long[] {2, 2}, new long[] {2, 1})
                .ops("u")
                .stop();
        Checkpoint checkpoint = Checkpoints.open(archive(bytes));
        assertThat(((Map<?, ?>) checkpoint.content()).get("config"))
                .isEqualTo(new OpaqueObject("my.module.Config", List.of(), Map.of("lr", 3L)));
        assertThat(checkpoint.stateDict().tensors()).containsOnlyKeys("w");
        assertThat(checkpoint.stateDict().ignored()).containsExactly("config");
    }

    @Test
    void nothing_of_a_refused_file_is_executed() throws IOException {
        Path witness = folder.resolve("pwned");
        byte[] bytes = pickle().global("posix", "system")
                .text("touch " + witness)
                .raw(0x85)
                .ops("R")
                .stop();
        Path file = archive(bytes);
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        assertThatThrownBy(() -> Checkpoints.open(file)).isInstanceOf(UnsafeCheckpointException.class);
        assertThat(witness).doesNotExist();
        assertThat(ProcessHandle.current().children().toList()).isEqualTo(before);
    }

    @Test
    void build_on_something_without_attributes_is_refused() throws IOException {
        assertCorrupt(pickle().ops("]}b"), "sets attributes");
        assertCorrupt(pickle().global("a", "B").ops("}b"), "sets attributes");
    }

    @ParameterizedTest
    @CsvSource({"i", "o", "P", "I", "L", "S", "V", "F", "d", "l", "g", "p", "0", "1", "2"})
    void opcodes_that_torch_never_writes_are_refused(String opcode) throws IOException {
        assertCorrupt(pickle().ops("N" + opcode), String.format("opcode 0x%02x", (int) opcode.charAt(0)));
    }

    @Test
    void stack_and_memo_are_guarded() throws IOException {
        assertCorrupt(pickle().ops("s"), "takes 2 values from a stack of 0");
        assertCorrupt(pickle().ops("N(s"), "takes 2 values from a stack of 0");
        assertCorrupt(pickle().ops("t"), "mark");
        assertCorrupt(pickle().raw('h', 7), "reads value 7 of its memo");
        assertCorrupt(pickle().ops("NN"), "ends with 2 values");
        assertCorrupt(pickle().raw(0x80, 9), "opcode 0x80");
        assertCorrupt(pickle().ops("}(N"), "ends");
        assertCorrupt(pickle().ops("}(Nu"), "key without a value");
        assertCorrupt(pickle().ops("}]Ns"), "neither a number");
    }

    @Test
    void views_beyond_their_storage_are_refused() throws IOException {
        assertTensor(new long[] {17}, new long[] {1}, 0, "reaches beyond storage");
        assertTensor(new long[] {4}, new long[] {1}, 13, "reaches beyond storage");
        assertTensor(new long[] {4, 4}, new long[] {5, 1}, 0, "reaches beyond storage");
        assertTensor(new long[] {4}, new long[] {-1}, 8, "not a whole number");
        assertTensor(new long[] {-4}, new long[] {1}, 0, "not a whole number");
        assertTensor(new long[] {4}, new long[] {1}, -1, "not a whole number");
        assertTensor(new long[] {4}, new long[] {1}, Long.MAX_VALUE, "impossible shape");
        assertTensor(new long[] {1L << 40, 1L << 40}, new long[] {0, 0}, 0, "impossible shape");
        assertTensor(new long[] {3, 3}, new long[] {Long.MAX_VALUE, 1}, 0, "impossible shape");
        assertTensor(new long[] {1L << 30}, new long[] {0}, 0, "spread over a storage");
        assertTensor(new long[] {4, 4}, new long[] {1}, 0, "2 dimensions but 1 strides");
    }

    @Test
    void a_storage_larger_than_any_file_is_refused() throws IOException {
        assertCorrupt(pickle().tensor(Long.MAX_VALUE, 0, new long[] {1}, new long[] {1}), "impossible");
    }

    @Test
    void a_small_file_that_describes_a_huge_tree_is_refused() throws IOException {
        PickleBuilder bomb = pickle().ops("]").raw('q', 0);
        for (int level = 1; level < 60; level++) {
            bomb.ops("](")
                    .raw('h', level - 1, 'h', level - 1, 'h', level - 1)
                    .ops("e")
                    .raw('q', level);
        }
        // 60 lists remain on the stack; wrap them so that the pickle itself is well-formed
        byte[] bytes = bomb.stop();
        assertThatThrownBy(() -> Checkpoints.open(archive(bytes))).isInstanceOf(CheckpointCorruptException.class);
        PickleBuilder wrapped = pickle().ops("(]").raw('q', 0);
        for (int level = 1; level < 60; level++) {
            wrapped.ops("](")
                    .raw('h', level - 1, 'h', level - 1, 'h', level - 1)
                    .ops("e")
                    .raw('q', level);
        }
        assertCorrupt(wrapped.ops("t"), "holds more than 10000000");
    }

    @Test
    void tuples_nested_a_hundred_thousand_deep_are_refused() throws IOException {
        PickleBuilder deep = pickle().ops("N");
        for (int i = 0; i < 100_000; i++) {
            deep.raw(0x85);
        }
        assertCorrupt(deep, "more than 1000 deep");
    }

    @Test
    void millions_of_values_are_refused() throws IOException {
        PickleBuilder lists = pickle().ops("]");
        for (int i = 0; i < 600_000; i++) {
            lists.ops("]a");
        }
        assertCorrupt(lists, "makes more than 4000000 values");
        PickleBuilder stack = pickle();
        for (int i = 0; i < 1_100_000; i++) {
            stack.ops("N");
        }
        assertCorrupt(stack, "on its stack");
        PickleBuilder memo = pickle().ops("N");
        for (int i = 0; i < 1_100_000; i++) {
            memo.ops("r").int32(i);
        }
        assertCorrupt(memo, "memoizes more than");
    }

    @Test
    void copying_a_long_string_again_and_again_is_refused() throws IOException {
        PickleBuilder copies = pickle().ops("(").global("_codecs", "encode").raw('q', 0);
        copies.text("x".repeat(1 << 20)).text("latin1").raw(0x86, 'q', 1, 'R');
        for (int i = 0; i < 1000; i++) {
            copies.raw('h', 0, 'h', 1, 'R');
        }
        assertCorrupt(copies.ops("t"), "makes more than");
    }

    @Test
    void a_list_that_contains_itself_does_no_harm() throws IOException {
        byte[] bytes = pickle().ops("}(")
                .text("loop")
                .ops("]")
                .raw('q', 0, 'h', 0)
                .ops("a")
                .text("w")
                .tensor(4, 0, new long[] {4}, new long[] {1})
                .ops("u")
                .stop();
        Checkpoint checkpoint = Checkpoints.open(archive(bytes));
        assertThat(checkpoint.content().toString()).contains("recursive reference");
        assertThat(checkpoint.tensors()).containsOnlyKeys("w");
    }

    @Test
    void unusual_kinds_of_tensors_are_named() throws IOException {
        byte[] bytes = pickle().global("torch._utils", "_rebuild_sparse_tensor")
                .ops(")R")
                .stop();
        Path file = archive(bytes);
        assertThatThrownBy(() -> Checkpoints.open(file))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("_rebuild_sparse_tensor");
    }

    private void assertTensor(long[] shape, long[] stride, long offset, String message) throws IOException {
        assertCorrupt(pickle().tensor(16, offset, shape, stride), message);
    }

    private void assertCorrupt(PickleBuilder pickle, String message) throws IOException {
        Path file = archive(pickle.stop());
        assertThatThrownBy(() -> Checkpoints.open(file))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("at byte");
    }

    private Path archive(byte[] pickle) throws IOException {
        return PickleBuilder.archive(Files.createTempFile(folder, "evil", ".pth"), pickle);
    }
}

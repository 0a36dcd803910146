package io.metaformer4j.weights;

import static io.metaformer4j.weights.PickleBuilder.pickle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.TorchWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python objects beside intact weights: harmless ones become placeholders, nothing is ever looked up or run. */
class InertObjectsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "functools, partial",
        "my.config, Mode",
        "torchvision.transforms.functional, InterpolationMode",
        "torch.distributed.fsdp.api, ShardingStrategy",
        "collections, deque",
        "types, SimpleNamespace",
        "fractions, Fraction",
        "re, _compile",
        "numpy.random._pickle, __generator_ctor",
        "numpy.random.bit_generator, __pyx_unpickle_SeedSequence"
    })
    void harmless_objects_are_placeholders_and_named(String module, String name) throws IOException {
        Checkpoint checkpoint = withObject(module, name);
        assertThat(checkpoint.stateDict().tensors()).containsOnlyKeys("w");
        assertThat(checkpoint.inertClasses()).containsExactly(module + "." + name);
        assertThat(((Map<?, ?>) checkpoint.content()).get("x")).isInstanceOfSatisfying(OpaqueObject.class, object -> {
            assertThat(object.className()).isEqualTo(module + "." + name);
            assertThat(object.arguments()).containsExactly("a");
        });
    }

    @ParameterizedTest
    @CsvSource({"__builtin__, xrange", "argparse, Namespace", "torch, device"})
    void common_objects_are_not_mentioned(String module, String name) throws IOException {
        Checkpoint checkpoint = withObject(module, name);
        assertThat(checkpoint.inertClasses()).isEmpty();
    }

    /** Under the name x what a call with the argument "a" makes. */
    private Checkpoint withObject(String module, String name) throws IOException {
        return withWeights(pickle().ops("}(")
                .text("x")
                .global(module, name)
                .text("a")
                .raw(0x85)
                .ops("R"));
    }

    @Test
    void members_of_classes_are_named_without_being_looked_up() throws IOException {
        PickleBuilder member = pickle().ops("}(").text("x").global("__builtin__", "getattr");
        member.global("mmengine.logging.history_buffer", "HistoryBuffer")
                .text("mean")
                .raw(0x86)
                .ops("R");
        assertThat(withWeights(member).stateDict().tensors()).containsOnlyKeys("w");
    }

    @ParameterizedTest
    @CsvSource({"my.nets, Net, __class__", "my.nets, net, mean", "torch.hub, Load, mean"})
    void other_uses_of_getattr_are_refused(String module, String name, String member) {
        PickleBuilder pickle = pickle().ops("}(").text("x").global("__builtin__", "getattr");
        pickle.global(module, name).text(member).raw(0x86).ops("R");
        assertThatThrownBy(() -> withWeights(pickle))
                .isInstanceOf(UnsafeCheckpointException.class)
                .hasMessageContaining("builtins.getattr");
    }

    @Test
    void a_placeholder_cannot_be_called() {
        PickleBuilder called = pickle().ops("}(")
                .text("x")
                .global("my.config", "Mode")
                .text("a")
                .raw(0x85)
                .ops("R");
        called.text("b").raw(0x85).ops("R");
        assertThatThrownBy(() -> withWeights(called))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining("calls something that is not a global");
    }

    @Test
    void keys_that_are_objects_or_tensors_do_no_harm() throws IOException {
        PickleBuilder keys = pickle().ops("}(").text("x").ops("}(");
        keys.tensor(4, 0, new long[] {4}, new long[] {1})
                .ops("}")
                .text("step")
                .raw('K', 3)
                .ops("s");
        keys.raw('K', 1, 'K', 2, 'K', 3).raw(0x86, 0x86).ops("N");
        keys.global("my.config", "Mode").text("a").raw(0x85).ops("RNu");
        Checkpoint checkpoint = withWeights(keys);
        assertThat(checkpoint.stateDict().tensors()).containsOnlyKeys("w");
        assertThat((Map<?, ?>) ((Map<?, ?>) checkpoint.content()).get("x")).hasSize(3);
    }

    @Test
    void names_of_globals_are_shown_so_that_a_terminal_does_not_obey() {
        PickleBuilder evil = pickle().ops("}(")
                .text("x")
                .text("os\u001b[2J\n")
                .text("system")
                .raw(0x93);
        assertThatThrownBy(() -> withWeights(evil.text("a").raw(0x85).ops("R")))
                .isInstanceOf(UnsafeCheckpointException.class)
                .hasMessageContaining("os\\u001b[2J\\n.system");
    }

    @Test
    void arrays_of_numpy_are_tensors() throws IOException {
        byte[] floats = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, (byte) 0x80, 0x40};
        for (boolean fortran : new boolean[] {false, true}) {
            PickleBuilder array = pickle().ops("}").text("w");
            array.global("numpy.core.multiarray", "_reconstruct").global("numpy", "ndarray");
            array.raw('K', 0, 0x85).ops("C").raw(1).ops("b").raw(0x87).ops("R(");
            array.raw('K', 1, 'K', 2, 'K', 2, 0x86);
            array.global("numpy", "dtype").text("f4").raw(0x89, 0x88, 0x87).ops("R(");
            array.raw('K', 3).text("<").ops("NNNtb").raw(fortran ? 0x88 : 0x89);
            array.ops("C").raw(floats.length).bytes(floats).ops("tbs");
            byte[] bytes = array.stop();
            Path bare = Files.write(folder.resolve("bare.pkl"), bytes);
            for (Path file : new Path[] {bare, PickleBuilder.archive(folder.resolve("x.pth"), bytes)}) {
                WeightTensor tensor =
                        Checkpoints.open(file).stateDict().tensors().get("w");
                assertThat(tensor).hasToString("float32 [2, 2]");
                assertThat(tensor.toFloats())
                        .containsExactly(fortran ? new float[] {1, 3, 2, 4} : new float[] {1, 2, 3, 4});
            }
            assertThat(Checkpoints.open(bare).format()).isEqualTo(CheckpointFormat.PICKLE);
        }
    }

    @Test
    void large_arrays_pickled_as_text_are_read_from_where_they_lie() throws IOException {
        int count = 1 << 20;
        PickleBuilder array = pickle().ops("}").text("w");
        array.global("numpy.core.multiarray", "_reconstruct").global("numpy", "ndarray");
        array.raw('K', 0, 0x85).ops("C").raw(1).ops("b").raw(0x87).ops("R(");
        array.raw('K', 1).number(count).raw(0x85);
        array.global("numpy", "dtype").text("u1").raw(0x89, 0x88, 0x87).ops("R");
        array.raw(0x89)
                .global("_codecs", "encode")
                .text("\u00e9".repeat(count))
                .text("latin1")
                .raw(0x86)
                .ops("Rtbs");
        WeightTensor tensor = Checkpoints.open(PickleBuilder.archive(folder.resolve("x.pth"), array.stop()))
                .stateDict()
                .tensors()
                .get("w");
        assertThat(tensor.elementCount()).isEqualTo(count);
        assertThat(tensor.bytes().get(count - 1) & 0xff).isEqualTo(0xe9);
    }

    @Test
    void only_regular_files_are_opened() {
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertThatThrownBy(() -> Checkpoints.open(device))
                    .isInstanceOf(UnsupportedCheckpointException.class)
                    .hasMessageContaining("a pipe or a device");
        }
    }

    @Test
    void shards_of_pytorch_are_joined_by_their_index() throws IOException {
        TorchWriter.write(folder.resolve("a.bin"), Map.of("a", WeightTensor.ofFloats(new float[] {1}, 1)));
        TorchWriter.write(folder.resolve("b.bin"), Map.of("b", WeightTensor.ofFloats(new float[] {2}, 1)));
        Path index = Files.writeString(
                folder.resolve("pytorch_model.bin.index.json"),
                "{\"metadata\": {}, \"weight_map\": {\"a\": \"a.bin\", \"b\": \"b.bin\"}}");
        Checkpoint checkpoint = Checkpoints.open(index);
        assertThat(checkpoint.stateDict().tensors()).containsOnlyKeys("a", "b");
        assertThat(checkpoint.format()).isEqualTo(CheckpointFormat.TORCH_ZIP);
    }

    /** The file with weights beside the entry that the pickle has begun. */
    private Checkpoint withWeights(PickleBuilder entry) throws IOException {
        byte[] bytes = entry.text("state_dict")
                .ops("}")
                .text("w")
                .tensor(4, 0, new long[] {4}, new long[] {1})
                .ops("su")
                .stop();
        return Checkpoints.open(PickleBuilder.archive(Files.createTempFile(folder, "objects", ".pth"), bytes));
    }
}

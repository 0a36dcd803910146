package io.metaformer4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.TorchWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictFinderTest {

    private static final WeightTensor W = WeightTensor.ofFloats(new float[] {1}, 1);

    @TempDir
    private Path folder;

    @Test
    void nested_containers_are_followed() throws IOException {
        StateDict stateDict =
                open(Map.of("model", Map.of("state_dict", Map.of("a", W)))).stateDict();
        assertThat(stateDict.path()).containsExactly("model", "state_dict");
    }

    @Test
    void wrappers_of_wrappers_are_removed() throws IOException {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        tensors.put("_orig_mod.module.model.a", W);
        tensors.put("_orig_mod.module.model.b", W);
        StateDict stateDict = open(tensors).stateDict();
        assertThat(stateDict.tensors()).containsOnlyKeys("a", "b");
        assertThat(stateDict.prefix()).isEqualTo("_orig_mod.module.model.");
    }

    @Test
    void a_prefix_that_not_every_name_has_is_kept() throws IOException {
        StateDict stateDict = open(Map.of("module.a", W, "b", W)).stateDict();
        assertThat(stateDict.tensors()).containsOnlyKeys("module.a", "b");
        assertThat(stateDict.prefix()).isEmpty();
    }

    @Test
    void params_of_restoration_networks_are_known() throws IOException {
        Checkpoint checkpoint = open(Map.of("params", Map.of("a", W), "params_ema", Map.of("a", W)));
        assertThat(checkpoint.stateDict().path()).containsExactly("params_ema");
        assertThat(checkpoint.stateDict(StateDictChoice.PLAIN).path()).containsExactly("params");
    }

    @Test
    void the_only_dictionary_of_tensors_is_taken_whatever_its_name() throws IOException {
        assertThat(open(Map.of("epoch", 3, "mine", Map.of("a", W))).stateDict().path())
                .containsExactly("mine");
    }

    @Test
    void what_is_missing_is_said_with_what_there_is() throws IOException {
        Checkpoint ambiguous = open(Map.of("one", Map.of("a", W), "two", Map.of("a", W)));
        assertThatThrownBy(ambiguous::stateDict)
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("usual name")
                .hasMessageContaining("the keys one, two");
        assertThat(ambiguous.stateDictAt("two").path()).containsExactly("two");
        assertThatThrownBy(() -> ambiguous.stateDictAt("three"))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("under 'three'");
        assertThatThrownBy(() -> open(Map.of("state_dict", Map.of("a", W))).stateDict(StateDictChoice.EMA))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("no averaged (EMA) weights")
                .hasMessageContaining("state_dict");
        assertThatThrownBy(() -> open(Map.of("model_ema", Map.of("a", W))).stateDict(StateDictChoice.PLAIN))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("model_ema");
        assertThatThrownBy(() -> open(Map.of("epoch", 3)).stateDict())
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("no tensors")
                .hasMessageContaining("the keys epoch");
        assertThatThrownBy(() -> open(Map.of()).stateDict())
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("an empty dictionary");
    }

    @Test
    void a_whole_module_under_a_usual_name_is_named() throws IOException {
        byte[] bytes = PickleBuilder.pickle()
                .ops("}(")
                .text("model")
                .global("my.nets", "Net")
                .ops(")")
                .raw(0x81)
                .text("buffers")
                .ops("}")
                .text("a")
                .tensor(4, 0, new long[] {4}, new long[] {1})
                .ops("s")
                .text("other")
                .ops("}")
                .text("a")
                .tensor(4, 0, new long[] {4}, new long[] {1})
                .ops("su")
                .stop();
        Checkpoint checkpoint = Checkpoints.open(PickleBuilder.archive(folder.resolve("x.pth"), bytes));
        assertThatThrownBy(checkpoint::stateDict)
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("my.nets.Net under 'model'")
                .hasMessageContaining("model.state_dict()");
    }

    @Test
    void tensors_outside_a_file_can_be_a_state_dict_too() {
        StateDict stateDict = StateDict.of(Map.of("a", W));
        assertThat(stateDict.describe()).isEqualTo("1 tensors");
        assertThat(stateDict.path()).isEqualTo(List.of());
    }

    private Checkpoint open(Map<String, ?> content) throws IOException {
        Path file = folder.resolve("x.pth");
        TorchWriter.write(file, content);
        return Checkpoints.open(file);
    }
}

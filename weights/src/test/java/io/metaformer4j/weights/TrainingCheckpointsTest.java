package io.metaformer4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.weights.file.Checkpoints;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checkpoints of a training run, with all that people put into them: optimizer and schedule, numpy numbers and arrays, paths,
 * dates, devices. Written by PyTorch 2.13 from a Linear(2, 3) and a BatchNorm1d(3).
 */
class TrainingCheckpointsTest {

    @ParameterizedTest
    @ValueSource(strings = {"training_zip.pth", "training_proto5_zip.pth", "training_legacy.pth"})
    void weights_and_state_are_found_among_everything(String name) throws IOException {
        Checkpoint checkpoint = Checkpoints.open(Fixtures.path("checkpoints/" + name));
        StateDict stateDict = checkpoint.stateDict();
        assertThat(stateDict.path()).containsExactly("state_dict");
        assertThat(stateDict.tensors())
                .containsOnlyKeys(
                        "0.weight",
                        "0.bias",
                        "1.weight",
                        "1.bias",
                        "1.running_mean",
                        "1.running_var",
                        "1.num_batches_tracked");
        assertThat(stateDict.tensors().get("0.bias").toFloats())
                .containsExactly(-0.14635448f, 0.35874772f, 0.097579286f);
        assertThat(stateDict.tensors().get("1.num_batches_tracked").toLongs()).containsExactly(1);
        assertThat(checkpoint.tensors()).containsKeys("optimizer/state/0/exp_avg", "optimizer/state/3/step");
    }

    @ParameterizedTest
    @ValueSource(strings = {"training_zip.pth", "training_proto5_zip.pth", "training_legacy.pth"})
    void plain_values_are_plain_and_objects_are_inert(String name) throws IOException {
        Map<?, ?> content = (Map<?, ?>)
                Checkpoints.open(Fixtures.path("checkpoints/" + name)).content();
        assertThat(content.get("epoch")).isEqualTo(3L);
        assertThat(content.get("best")).isEqualTo(3.5);
        assertThat(content.get("n")).isEqualTo(-7L);
        assertThat(content.get("b")).isEqualTo(true);
        assertThat(content.get("big")).isEqualTo(BigInteger.TEN.pow(30));
        assertThat(content.get("bytes")).isEqualTo(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}));
        assertThat(content.get("size")).isEqualTo(List.of(1L, 2L));
        assertThat(content.get("defaults")).isEqualTo(Map.of("a", 1L));
        assertThat(content.get("counter")).isEqualTo(Map.of("a", 2L, "b", 1L));
        assertThat(content.get("complex")).isEqualTo(new OpaqueObject("builtins.complex", List.of(1.0, 2.0), Map.of()));
        assertThat(content.get("array")).isInstanceOfSatisfying(WeightTensor.class, array -> assertThat(array)
                .hasToString("int64 [3]"));
        assertThat(content.get("lr_scheduler")).isInstanceOf(Map.class);
        assertThat(content.get("args")).isInstanceOfSatisfying(OpaqueObject.class, args -> {
            assertThat(args.state()).containsEntry("lr", 0.1);
            assertThat(args.state().get("out"))
                    .hasToString("OpaqueObject[className=pathlib.PurePosixPath, arguments=[/, data, x], state={}]");
            assertThat(args.state().get("dtype")).isEqualTo(new OpaqueObject("torch.float32", List.of(), Map.of()));
        });
    }

    @Test
    void weights_of_an_averaged_model_lose_their_wrapper() throws IOException {
        Checkpoint checkpoint = Checkpoints.open(Fixtures.path("checkpoints/averaged_zip.pth"));
        StateDict ema = checkpoint.stateDict();
        assertThat(ema.ema()).isTrue();
        assertThat(ema.path()).containsExactly("model_ema");
        assertThat(ema.prefix()).isEqualTo("module.");
        assertThat(ema.ignored()).containsExactly("n_averaged");
        assertThat(ema.tensors().keySet())
                .isEqualTo(checkpoint.stateDict(StateDictChoice.PLAIN).tensors().keySet());
    }
}

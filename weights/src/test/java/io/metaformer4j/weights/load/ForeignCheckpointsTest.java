package io.metaformer4j.weights.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.StateDictChoice;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.dialect.UnknownDialectException;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.weights.match.ModelMatcher;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole weights as training frameworks save them, with what they leave beside and between them. */
class ForeignCheckpointsTest {

    private static final Architecture NETWORK = TinyArchitectures.reduced(Networks.architecture("poolformer_s12"));
    private static final String NORM = "head.norm.bias";
    private static final float RAW = 1;
    private static final float AVERAGED = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state_dict_ema",
                "model_ema",
                "ema_state_dict",
                "ema",
                "ema_model",
                "swa_state_dict",
                "params_ema"
            })
    void either_of_averaged_and_raw_weights_can_be_asked_for(String container) throws IOException {
        Map<String, Object> content = Map.of("state_dict", weights(RAW), container, weights(AVERAGED));
        assertEither(content, container, "state_dict");
    }

    @Test
    void mmengine_keeps_the_average_where_others_keep_the_raw_weights() throws IOException {
        Map<String, WeightTensor> raw = Networks.prefixed(weights(RAW), "module.");
        raw.put("steps", WeightTensor.ofLongs(new long[] {7}));
        assertEither(Map.of("state_dict", weights(AVERAGED), "ema_state_dict", raw), "state_dict", "ema_state_dict");
        assertEither(
                Map.of("message_hub", Map.of(), "state_dict", weights(AVERAGED), "ema_state_dict", weights(RAW)),
                "state_dict",
                "ema_state_dict");
    }

    @Test
    void lightning_keeps_the_average_where_others_keep_the_raw_weights() throws IOException {
        assertEither(
                Map.of("state_dict", weights(AVERAGED), "current_model_state", weights(RAW)),
                "state_dict",
                "current_model_state");
    }

    @ParameterizedTest
    @CsvSource({
        "model., ema_model.",
        "model., ema_model.module.",
        "'', ema_model.",
        "'', ema_",
        "net., model_ema.module.",
        "online_model., ema_model.",
        "model., averaged_model.module.",
        "model., swa_model.module.",
        "model.student., model.student_ema."
    })
    void averages_under_a_prefix_of_their_own_are_told_apart(String raw, String averaged) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>(Networks.prefixed(weights(RAW), raw));
        content.putAll(Networks.prefixed(weights(AVERAGED), averaged));
        content.put("initted", WeightTensor.ofFloats(new float[] {1}));
        content.put("step", WeightTensor.ofFloats(new float[] {1}));
        assertEither(content, averaged, raw.isEmpty() ? "raw" : raw);
        LoadedWeights loaded = load(content, LoadOptions.STRICT);
        assertThat(loaded.notes()).hasSize(2).last().isEqualTo("Left out of the checkpoint: initted, step.");
        assertThat(loaded.leftOut())
                .contains("initted", "step")
                .hasSize(2 + weights(RAW).size());
    }

    @Test
    void copies_that_mmcv_registers_are_left_out_unless_they_are_asked_for() throws IOException {
        Map<String, Object> content = new LinkedHashMap<>(weights(RAW));
        weights(AVERAGED).forEach((name, tensor) -> content.put("ema_" + name.replace('.', '_'), tensor));
        LoadedWeights plain = load(content, LoadOptions.STRICT);
        assertThat(value(plain)).isEqualTo(RAW);
        assertThat(plain.notes()).anyMatch(note -> note.contains("the plain names were taken"));
        LoadedWeights copies = load(content, LoadOptions.STRICT.withChoice(StateDictChoice.EMA));
        assertThat(value(copies)).isEqualTo(AVERAGED);
        assertThat(copies.averaged()).isTrue();
    }

    @Test
    void only_what_is_there_can_be_asked_for() {
        assertThatThrownBy(() -> load(weights(RAW), LoadOptions.STRICT.withChoice(StateDictChoice.EMA)))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("no averaged (EMA) weights");
        assertThatThrownBy(() -> load(
                        Networks.prefixed(weights(AVERAGED), "ema_model."),
                        LoadOptions.STRICT.withChoice(StateDictChoice.PLAIN)))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("only averaged");
    }

    @Test
    void a_counter_of_averages_tells_that_the_weights_are_one() throws IOException {
        Map<String, WeightTensor> content = Networks.prefixed(weights(AVERAGED), "module.");
        content.put("n_averaged", WeightTensor.ofLongs(new long[] {5}));
        assertThat(load(content, LoadOptions.STRICT).averaged()).isTrue();
    }

    @Test
    void a_teacher_beside_a_student_is_asked_for() throws IOException {
        Map<String, Object> flat = new LinkedHashMap<>(Networks.prefixed(weights(RAW), "student."));
        flat.putAll(Networks.prefixed(weights(AVERAGED), "teacher."));
        assertThatThrownBy(() -> load(flat, LoadOptions.STRICT))
                .isInstanceOf(UnknownDialectException.class)
                .hasMessageContaining("'student.', 'teacher.'")
                .hasMessageContaining("name the part");
        assertThat(value(load(flat, LoadOptions.STRICT.withPrefix("teacher.")))).isEqualTo(AVERAGED);
        Map<String, Object> nested = Map.of("student", weights(RAW), "teacher", weights(AVERAGED));
        assertThatThrownBy(() -> load(nested, LoadOptions.STRICT))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("the keys student, teacher")
                .hasMessageContaining("name the part");
        assertThat(value(load(nested, LoadOptions.STRICT.withPrefix("teacher"))))
                .isEqualTo(AVERAGED);
    }

    @Test
    void what_training_leaves_among_the_weights_is_left_out_and_listed() throws IOException {
        Map<String, WeightTensor> content = Networks.prefixed(weights(RAW), "model.");
        content.put("criterion.weight", Networks.filled(1, 10));
        content.put("loss_fn.pos_weight", Networks.filled(1, 10));
        content.put("train_acc.tp", Networks.filled(1, 10));
        content.put("data_preprocessor.mean", Networks.filled(1, 3, 1, 1));
        content.put("model.total_ops", Networks.filled(1, 1));
        content.put("model.network.0.0.total_params", Networks.filled(1, 1));
        LoadedWeights loaded = load(content, LoadOptions.STRICT);
        assertThat(loaded.leftOut()).hasSize(6);
        assertThat(loaded.notes())
                .singleElement()
                .asString()
                .startsWith("Left out of the checkpoint: criterion.weight, loss_fn.pos_weight, train_acc.tp");
        content.put("model.adapter.weight", Networks.filled(1, 10));
        assertThatThrownBy(() -> load(content, LoadOptions.STRICT)).hasMessageContaining("1 unexpected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_orig_mod.",
                "module._orig_mod.",
                "_fsdp_wrapped_module.",
                "model._orig_mod.module.",
                "timm_model.",
                "net.module.",
                "student._orig_mod."
            })
    void words_of_wrappers_before_names_are_removed(String prefix) throws IOException {
        assertThat(value(load(Networks.prefixed(weights(RAW), prefix), LoadOptions.STRICT)))
                .isEqualTo(RAW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_orig_mod", "_checkpoint_wrapped_module", "_fsdp_wrapped_module"})
    void words_of_wrappers_within_names_are_removed(String word) throws IOException {
        Map<String, WeightTensor> content =
                renamed(weights(RAW), name -> name.replaceAll("^(network\\.\\d\\.\\d)\\.", "$1." + word + "."));
        assertThat(content.keySet()).anyMatch(name -> name.contains(word));
        assertThat(value(load(content, LoadOptions.STRICT))).isEqualTo(RAW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"head.fc.", "head.", "cls_head.fc.", "classifier.", "fc."})
    void a_classifier_beside_the_backbone_belongs_to_it(String head) throws IOException {
        Map<String, WeightTensor> content = renamed(
                weights(RAW),
                name -> name.startsWith("head.") ? head + name.substring("head.".length()) : "backbone." + name);
        LoadedWeights loaded = load(Map.of("state_dict", content, "meta", Map.of("epoch", 3)), LoadOptions.STRICT);
        assertThat(value(loaded)).isEqualTo(RAW);
        assertThat(loaded.leftOut()).isEmpty();
    }

    @Test
    void the_last_norm_of_mmpretrains_classifier_is_the_one_before_the_mean() throws IOException {
        Map<String, WeightTensor> content = renamed(
                weights(RAW),
                name -> name.startsWith("head.")
                        ? "head.fc." + name.substring("head.".length())
                        : "backbone." + name.replaceAll("^norm\\.", "norm6."));
        assertThat(value(load(content, LoadOptions.STRICT))).isEqualTo(RAW);
        assertThat(new ModelMatcher(Networks.CATALOG)
                        .match(renamed(
                                Networks.stateDict("poolformer_s12", Dialect.SAIL_POOLFORMER),
                                name -> name.startsWith("head.") ? name : "backbone." + name)))
                .isPresent();
    }

    private static Map<String, WeightTensor> quantized(DType type) {
        Map<String, WeightTensor> content = new LinkedHashMap<>();
        weights(RAW).forEach((name, tensor) -> {
            ByteBuffer bytes = ByteBuffer.allocateDirect((int) tensor.elementCount());
            content.put(name, WeightTensor.of(type, bytes, tensor.shape()));
        });
        return content;
    }

    @Test
    void quantized_weights_are_named_in_one_sentence() {
        for (DType type : new DType[] {DType.F8_E4M3, DType.I8}) {
            Map<String, WeightTensor> content = quantized(type);
            assertThatThrownBy(() -> load(content, LoadOptions.STRICT.withQuantizedTypes(Set.of(DType.U8))))
                    .isInstanceOf(UnsupportedCheckpointException.class)
                    .hasMessageContaining(content.size() + " of " + content.size() + " tensors as " + type)
                    .hasMessageContaining("save the weights as float32");
        }
    }

    @Test
    void quantized_weights_are_taken_as_they_are_where_they_are_wanted() throws IOException {
        LoadOptions options = LoadOptions.STRICT.withQuantizedTypes(Set.of(DType.I8, DType.U8));
        for (DType type : new DType[] {DType.U8, DType.I8}) {
            assertThat(load(quantized(type), options).tensors().values())
                    .extracting(WeightTensor::dtype)
                    .containsOnly(type);
        }
    }

    @Test
    void names_that_would_command_a_terminal_are_shown() {
        Map<String, WeightTensor> content = weights(RAW);
        content.put("x\u001b[2J\ny", Networks.filled(1, 3));
        assertThatThrownBy(() -> load(content, LoadOptions.STRICT))
                .isInstanceOfSatisfying(CheckpointMismatchException.class, error -> {
                    assertThat(error.getMessage()).contains("x\\u001b[2J\\ny").doesNotContain("\u001b", "\n");
                    assertThat(error.report()).doesNotContain("\u001b");
                });
    }

    private void assertEither(Map<String, ?> content, String averaged, String raw) throws IOException {
        for (StateDictChoice choice : StateDictChoice.values()) {
            LoadedWeights loaded = load(content, LoadOptions.STRICT.withChoice(choice));
            boolean isAveraged = choice != StateDictChoice.PLAIN;
            assertThat(value(loaded)).as("%s", choice).isEqualTo(isAveraged ? AVERAGED : RAW);
            assertThat(loaded.averaged()).isEqualTo(isAveraged);
            assertThat(loaded.notes().get(0))
                    .contains(isAveraged ? "The averaged (EMA) weights were taken" : "The raw weights were taken")
                    .contains(averaged)
                    .contains(raw);
        }
    }

    private LoadedWeights load(Map<String, ?> content, LoadOptions options) throws IOException {
        Path file = Files.createTempFile(folder, "x", ".pth");
        TorchWriter.write(file, content);
        Checkpoint checkpoint = Checkpoints.open(file);
        return WeightsLoader.of(NETWORK).with(options).load(checkpoint);
    }

    /** One element of the network tells which of the sets it came from. */
    private static float value(LoadedWeights loaded) {
        return loaded.tensors().get(NORM).toFloats()[0];
    }

    private static Map<String, WeightTensor> weights(float mark) {
        Map<String, WeightTensor> weights = Networks.stateDict(NETWORK, Dialect.SAIL_POOLFORMER);
        weights.computeIfPresent("norm.bias", (name, tensor) -> Networks.filled(mark, tensor.shape()));
        return weights;
    }

    private static Map<String, WeightTensor> renamed(Map<String, WeightTensor> tensors, UnaryOperator<String> rename) {
        Map<String, WeightTensor> result = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> result.put(rename.apply(name), tensor));
        return result;
    }
}

package io.metaformer4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.weights.file.Checkpoints;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every good file of the fixtures, tensor by tensor. */
class GoodCheckpointsTest {

    private static final JsonNode FILES =
            Fixtures.json("checkpoints/expected.json").get("files");

    static Stream<String> files() {
        List<String> names = new ArrayList<>();
        FILES.fieldNames().forEachRemaining(name -> {
            if (FILES.get(name).has("tensors")) {
                names.add(name);
            }
        });
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void holds_every_tensor_that_the_reference_wrote(String name) throws IOException {
        JsonNode expected = FILES.get(name);
        Checkpoint checkpoint = Checkpoints.open(Fixtures.path("checkpoints/" + name));
        assertThat(checkpoint.format()).isEqualTo(format(expected.get("format").asText()));
        StateDict stateDict = checkpoint.stateDict();
        assertThat(stateDict.path()).isEqualTo(texts(expected.get("nesting")));
        assertSame(stateDict.tensors(), expected.get("tensors"));
    }

    @Test
    void prefers_averaged_weights_and_gives_the_plain_ones_when_asked() throws IOException {
        String name = "mini_zip_ema_module.pth.tar";
        Checkpoint checkpoint = Checkpoints.open(Fixtures.path("checkpoints/" + name));
        StateDict ema = checkpoint.stateDict(StateDictChoice.EMA);
        assertThat(ema.ema()).isTrue();
        assertThat(ema.describe()).isEqualTo("50 tensors of state_dict_ema (EMA) without prefix 'module.'");
        assertSame(ema.tensors(), FILES.get(name).get("tensors"));
        StateDict plain = checkpoint.stateDict(StateDictChoice.PLAIN);
        assertThat(plain.ema()).isFalse();
        assertThat(plain.path()).containsExactly("state_dict");
        assertThat(plain.prefix()).isEqualTo("module.");
        assertSame(plain.tensors(), FILES.get(name).get("tensorsNoEma"));
        assertThat(checkpoint.stateDictAt("state_dict").tensors()).isEqualTo(plain.tensors());
    }

    @Test
    void keeps_the_order_of_the_file() throws IOException {
        StateDict stateDict =
                Checkpoints.open(Fixtures.path("checkpoints/mini_zip.pth")).stateDict();
        List<String> expected = new ArrayList<>();
        FILES.get("mini_zip.pth").get("tensors").fieldNames().forEachRemaining(expected::add);
        assertThat(stateDict.tensors().keySet()).containsExactlyElementsOf(expected);
    }

    @Test
    void reads_metadata_of_safetensors() throws IOException {
        Checkpoint checkpoint = Checkpoints.open(Fixtures.path("checkpoints/mini.safetensors"));
        assertThat(checkpoint.metadata()).containsExactlyInAnyOrderEntriesOf(Map.of("format", "pt", "note", "mini"));
    }

    @Test
    void keeps_training_data_beside_the_weights_as_inert_values() throws IOException {
        Checkpoint checkpoint = Checkpoints.open(Fixtures.path("checkpoints/mini_legacy_nested.pth.tar"));
        Map<?, ?> content = (Map<?, ?>) checkpoint.content();
        FILES.get("mini_legacy_nested.pth.tar").get("meta").properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            Object wanted = value.isTextual()
                    ? value.asText()
                    : value.isIntegralNumber() ? (Object) value.asLong() : value.asDouble();
            assertThat(content.get(entry.getKey())).isEqualTo(wanted);
        });
        assertThat(content.get("args")).isInstanceOfSatisfying(OpaqueObject.class, args -> {
            assertThat(args.className()).isEqualTo("argparse.Namespace");
            assertThat(args.state()).isNotEmpty();
        });
        assertThat(checkpoint.tensors()).containsKey("state_dict/norm.weight");
    }

    @Test
    void reads_every_kind_of_plain_value() throws IOException {
        Map<?, ?> content = (Map<?, ?>) Checkpoints.open(Fixtures.path("checkpoints/containers_zip.pth"))
                .content();
        assertThat(content.get("step")).isEqualTo(12L);
        assertThat(content.get("lr")).isEqualTo(0.5);
        assertThat(content.get("name")).isEqualTo("héllo");
        assertThat(content.get("flags"))
                .isEqualTo(Arrays.asList(true, null, -1L, 1L << 40, BigInteger.TWO.pow(70), 1e300));
        assertThat(content.get("t"))
                .isEqualTo(List.of(1L, "a", ByteBuffer.wrap("by\0tes".getBytes(StandardCharsets.ISO_8859_1))));
        assertThat(content.get("s")).isEqualTo(Set.of(1L, 2L));
        assertThat(((Map<?, ?>) content.get("nested")).get("w")).isInstanceOf(WeightTensor.class);
    }

    @ParameterizedTest
    @MethodSource("oddFiles")
    void reports_tensors_that_share_a_storage(String name) throws IOException {
        Checkpoint checkpoint = Checkpoints.open(Fixtures.path("checkpoints/" + name));
        assertThat(checkpoint.shared())
                .containsExactly(List.of("shared_a", "shared_b", "transposed", "strided", "expanded"));
    }

    static Stream<String> oddFiles() {
        return Stream.of("odd_zip.pth", "odd_legacy.pth");
    }

    private static void assertSame(Map<String, WeightTensor> actual, JsonNode expected) {
        List<String> names = new ArrayList<>();
        expected.fieldNames().forEachRemaining(names::add);
        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(names);
        names.forEach(name -> assertSame(name, actual.get(name), expected.get(name)));
    }

    private static void assertSame(String name, WeightTensor actual, JsonNode expected) {
        assertThat(actual.dtype().torchName())
                .as(name)
                .isEqualTo(expected.get("dtype").asText());
        assertThat(actual.shape()).as(name).isEqualTo(numbers(expected.get("shape")));
        assertThat(actual.bytes().isDirect()).isTrue();
        assertThat(actual.bytes().remaining()).isEqualTo((int) actual.byteCount());
        ByteBuffer wide = actual.to(DType.F64).bytes();
        double[] values = new double[(int) actual.elementCount()];
        wide.asDoubleBuffer().get(values);
        double sum = Arrays.stream(values).sum();
        double squares = Arrays.stream(values).map(v -> v * v).sum();
        // printed with 12 significant digits
        double scale = Math.max(1, Arrays.stream(values).map(Math::abs).sum());
        assertThat(sum).as(name).isCloseTo(expected.get("sum").asDouble(), within(1e-11 * scale));
        assertThat(Math.sqrt(squares)).as(name).isCloseTo(expected.get("l2").asDouble(), within(1e-11 * scale));
        JsonNode printed = expected.has("values") ? expected.get("values") : expected.get("first");
        for (int i = 0; i < printed.size(); i++) {
            double wanted = printed.get(i).asDouble(); // 9 significant digits
            assertThat(values[i]).as(name + " " + i).isCloseTo(wanted, within(1e-8 * Math.abs(wanted)));
        }
        if (expected.has("values")) {
            assertThat(values).hasSize(printed.size());
        }
    }

    private static CheckpointFormat format(String name) {
        return switch (name) {
            case "zip" -> CheckpointFormat.TORCH_ZIP;
            case "legacy" -> CheckpointFormat.TORCH_LEGACY;
            default -> CheckpointFormat.SAFETENSORS;
        };
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static long[] numbers(JsonNode array) {
        long[] numbers = new long[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asLong();
        }
        return numbers;
    }
}

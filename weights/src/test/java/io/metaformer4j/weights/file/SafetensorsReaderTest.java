package io.metaformer4j.weights.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.CheckpointException;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers as the format allows and forbids them; quotes are written as ' for legibility. */
class SafetensorsReaderTest {

    private static final String A = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

    @TempDir
    private Path folder;

    @Test
    void legal_headers_are_accepted() throws IOException {
        assertThat(read("{" + A + "}", 8).tensors().get("a").shape()).containsExactly(2);
        assertThat(read("{" + A + "}      ", 8).tensors()).hasSize(1);
        assertThat(read("{}", 0).tensors()).isEmpty();
        assertThat(read("{'__metadata__':{'a':'b'}}", 0).metadata()).isEqualTo(Map.of("a", "b"));
        assertThat(read("{'s':{'dtype':'I64','shape':[],'data_offsets':[0,8]}}", 8)
                        .tensors()
                        .get("s")
                        .elementCount())
                .isEqualTo(1);
        assertThat(read("{'e':{'dtype':'F32','shape':[0,4],'data_offsets':[0,0]}," + A + "}", 8)
                        .tensors())
                .containsOnlyKeys("e", "a");
        assertThat(read("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'future':[1,{'x':2}]}}", 8)
                        .tensors())
                .hasSize(1);
    }

    @Test
    void a_file_in_memory_is_read_like_one_on_disk() throws IOException {
        Path file = folder.resolve("a.safetensors");
        WeightTensor tensor = WeightTensor.ofFloats(new float[] {1, 2}, 2);
        SafetensorsWriter.write(file, Map.of("a", tensor), Map.of());
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        Checkpoint checkpoint = Checkpoints.open(direct, "resource");
        assertThat(checkpoint.tensors().get("a").contentEquals(tensor)).isTrue();
        assertThatThrownBy(() -> Checkpoints.open(direct.slice(0, bytes.length - 1), "resource"))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining("resource");
        assertThatThrownBy(() -> Checkpoints.open(ByteBuffer.wrap(bytes), "resource"))
                .hasMessageContaining("direct buffer");
        ByteBuffer cut =
                ByteBuffer.allocateDirect(4).put(new byte[] {'P', 'K', 3, 4}).flip();
        assertThatThrownBy(() -> Checkpoints.open(cut, "resource"))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining("resource");
    }

    @Test
    void a_tensor_of_unknown_type_is_an_error_only_when_it_is_needed() throws IOException {
        Checkpoint checkpoint = read("{" + A + ",'q':{'dtype':'F4','shape':[4],'data_offsets':[8,10]}}", 10);
        assertThat(checkpoint.tensors()).containsOnlyKeys("a");
        assertThat(checkpoint.unreadable()).containsOnlyKeys("q");
        assertThatThrownBy(checkpoint::stateDict)
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("'q'")
                .hasMessageContaining("F4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[0],'data_offsets':[8,8]}} | 8 | Duplicate
            {'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 8 | Duplicate
            {'__metadata__':{'a':'b','a':'c'}} | 0 | Duplicate
            {'__metadata__':{'a':1}} | 0 | VALUE_STRING was expected
            {'__metadata__':[]} | 0 | START_OBJECT was expected
            {'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | 8 | negative
            {'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | 8 | whole number
            {'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | 8 | whole number
            {'a':{'dtype':'F32','shape':[9223372036854775808],'data_offsets':[0,8]}} | 8 | not valid JSON
            {'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}} | 8 | impossible shape
            {'a':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,8]}} | 8 | impossible shape
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | not smaller end
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | 8 | not smaller end
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}} | 8 | not smaller end
            {'a':{'dtype':'F32','shape':[2]}} | 8 | does not give
            {'a':{'dtype':7,'shape':[2],'data_offsets':[0,8]}} | 8 | a.dtype
            {'a':[]} | 0 | START_OBJECT was expected
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | 12 | hole
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 9 | 1 bytes after the last tensor
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 7 | truncated
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 8 | needs 12 bytes
            {} {} | 0 | after the JSON object
            {}, | 0 | not valid JSON
            {'a':{'dtype':'F32','shape':[[[[2]]]],'data_offsets':[0,8]}} | 8 | whole number
            {'a':{'x':[[[[1]]]]}} | 8 | not valid JSON
            """)
    void illegal_headers_are_refused(String header, int data, String message) {
        assertThatThrownBy(() -> read(header, data))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining("x.safetensors")
                .hasMessageContaining(message);
    }

    @Test
    void lengths_are_checked_before_anything_is_allocated() throws IOException {
        assertRefused(new byte[7], UnsupportedCheckpointException.class, "neither");
        assertRefused(file(0x7fffffffffffffffL, "{}", 0), CheckpointCorruptException.class, "9223372036854775807");
        assertRefused(file(-1, "{}", 0), CheckpointCorruptException.class, "18446744073709551615");
        assertRefused(file(100_000_001, "{}", 0), CheckpointCorruptException.class, "limit of 100000000");
        assertRefused(file(99_999_999, "{}", 0), CheckpointCorruptException.class, "truncated");
        assertRefused(file(1, "{", 0), CheckpointCorruptException.class, "not valid JSON");
    }

    @Test
    void a_header_that_is_not_utf_8_is_refused() throws IOException {
        byte[] bytes = file(12, "{\"x\":{}}    ", 0);
        bytes[10] = (byte) 0xff;
        assertRefused(bytes, CheckpointCorruptException.class, "UTF-8");
        byte[] overlong = file(12, "{\"xy\":{}}   ", 0);
        overlong[10] = (byte) 0xc0;
        overlong[11] = (byte) 0x80;
        assertRefused(overlong, CheckpointCorruptException.class, "UTF-8");
    }

    @Test
    void sharded_checkpoints_are_joined_through_their_index() throws IOException {
        Path index = shards("{'metadata':{'total_size':8},'weight_map':{'b':'two.safetensors','a':'one.safetensors'}}");
        Checkpoint checkpoint = Checkpoints.open(index);
        assertThat(checkpoint.stateDict().tensors()).containsOnlyKeys("b", "a");
        assertThat(checkpoint.tensors().get("b").toFloats()).containsExactly(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {'weight_map':{'a':'../one.safetensors'}} | plain file names
            {'weight_map':{'a':'/etc/passwd'}} | plain file names
            {'weight_map':{'a':'..'}} | plain file names
            {'weight_map':{'a':''}} | plain file names
            {'weight_map':{'a':'c:one'}} | plain file names
            {'weight_map':{'a':'sub\\\\one.safetensors'}} | plain file names
            {'weight_map':{'a':'three.safetensors'}} | not beside it
            {'weight_map':{'c':'one.safetensors'}} | does not hold it
            {'weight_map':{'b':'two.safetensors','a':'two.safetensors'}} | does not hold it
            {'weight_map':{'a':'model.json'}} | not a safetensors file
            {'weight_map':{'a':1}} | does not name a file
            {'weight_map':[]} | not an object
            {'weight_map':{'a':'one.safetensors','a':'two.safetensors'}} | Duplicate
            {'weight_map' | not a valid index
            """)
    void a_bad_index_is_refused(String json, String message) throws IOException {
        Path index = shards(json);
        assertThatThrownBy(() -> Checkpoints.open(index))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining(message);
    }

    @Test
    void json_that_is_no_index_is_said_to_be_none() throws IOException {
        Path index = shards("{'a':{'b':[1,2]}}");
        assertThatThrownBy(() -> Checkpoints.open(index))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("weight_map");
    }

    private Path shards(String json) throws IOException {
        SafetensorsWriter.write(
                folder.resolve("one.safetensors"), Map.of("a", WeightTensor.ofFloats(new float[] {1}, 1)), Map.of());
        SafetensorsWriter.write(
                folder.resolve("two.safetensors"), Map.of("b", WeightTensor.ofFloats(new float[] {2}, 1)), Map.of());
        return Files.writeString(folder.resolve("model.json"), json.replace('\'', '"'));
    }

    private Checkpoint read(String header, int data) throws IOException {
        return open(file(header.length(), header.replace('\'', '"'), data));
    }

    private static byte[] file(long length, String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(text)
                .array();
    }

    private static Checkpoint open(byte[] bytes) throws IOException {
        return Checkpoints.open(
                ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), "x.safetensors");
    }

    private static void assertRefused(byte[] bytes, Class<? extends CheckpointException> kind, String message) {
        assertThatThrownBy(() -> open(bytes)).isInstanceOf(kind).hasMessageContaining(message);
    }
}

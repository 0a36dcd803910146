package io.metaformer4j.weights.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes safetensors files that the Python library reads; an existing file is replaced atomically. */
public final class SafetensorsWriter {

    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /**
     * Writes tensors.
     *
     * @param file the file to create or replace
     * @param tensors tensors by name; the header lists them in this order
     * @param metadata free text to store beside them; PyTorch's tools expect {@code format=pt}
     * @throws IOException if the file cannot be written; an older file is then unchanged
     * @throws MetaFormerException if the format cannot hold a name or element type
     * @throws CheckpointCorruptException if a tensor's source file fails its checksum
     */
    public static void write(Path file, Map<String, WeightTensor> tensors, Map<String, String> metadata)
            throws IOException {
        List<String> order = dataOrder(file, tensors);
        byte[] header = header(tensors, order, metadata);
        if (header.length > SafetensorsReader.MAX_HEADER_BYTES) {
            throw new MetaFormerException("weights '" + file + "' cannot be written: the header would have "
                    + header.length + " bytes, more than the format's limit of " + SafetensorsReader.MAX_HEADER_BYTES);
        }
        AtomicFile.write(
                file,
                channel -> write(channel, header, tensors, order),
                written -> WriteVerification.check(written, tensors));
    }

    /** Wide types first, so that every tensor starts at a multiple of its width. */
    private static List<String> dataOrder(Path file, Map<String, WeightTensor> tensors) {
        tensors.forEach((name, tensor) -> {
            if (name.equals(SafetensorsHeader.METADATA_KEY)) {
                throw new MetaFormerException("weights '" + file + "' cannot be written: the name " + name
                        + " is reserved by the format; rename the tensor");
            }
            if (tensor.dtype().safetensorsName().isEmpty()) {
                throw new MetaFormerException(
                        "weights '" + file + "' cannot be written: safetensors cannot hold tensor '" + name
                                + "' of type " + tensor.dtype() + "; write a .pth file instead");
            }
        });
        List<String> order = new ArrayList<>(tensors.keySet());
        order.sort((a, b) -> Integer.compare(
                tensors.get(b).dtype().width(), tensors.get(a).dtype().width()));
        return order;
    }

    private static byte[] header(Map<String, WeightTensor> tensors, List<String> order, Map<String, String> metadata)
            throws IOException {
        Map<String, Long> begins = new HashMap<>();
        long end = 0;
        for (String name : order) {
            begins.put(name, end);
            end += tensors.get(name).byteCount();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(SafetensorsHeader.METADATA_KEY);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (Map.Entry<String, WeightTensor> entry : tensors.entrySet()) {
                writeEntry(json, entry.getKey(), entry.getValue(), begins.get(entry.getKey()));
            }
            json.writeEndObject();
        }
        while (bytes.size() % ALIGNMENT != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    private static void writeEntry(JsonGenerator json, String name, WeightTensor tensor, long begin)
            throws IOException {
        long[] shape = tensor.shape();
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", tensor.dtype().safetensorsName().orElseThrow());
        json.writeFieldName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, begin + tensor.byteCount()}, 0, 2);
        json.writeEndObject();
    }

    private static void write(
            WritableByteChannel channel, byte[] header, Map<String, WeightTensor> tensors, List<String> order)
            throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        AtomicFile.writeFully(channel, length.putLong(header.length).flip());
        AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
        for (String name : order) {
            AtomicFile.writeFully(channel, tensors.get(name).bytes());
        }
    }
}

package io.metaformer4j.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pickles opcode by opcode, and archives around them, for tests of what torch.save would never write. */
public final class PickleBuilder {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static PickleBuilder pickle() {
        return new PickleBuilder().raw(0x80, 2);
    }

    PickleBuilder raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    /** Opcodes given by their letters. */
    public PickleBuilder ops(String letters) {
        out.writeBytes(letters.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    PickleBuilder global(String module, String name) {
        return ops("c" + module + "\n" + name + "\n");
    }

    PickleBuilder text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ops("X").int32(bytes.length).bytes(bytes);
    }

    PickleBuilder number(long value) {
        return raw(0x8a, 8).int64(value);
    }

    PickleBuilder int32(int value) {
        return bytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    PickleBuilder int64(long value) {
        return bytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    PickleBuilder bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A float tensor on storage "0" as torch.save describes it. */
    PickleBuilder tensor(long elements, long offset, long[] shape, long[] stride) {
        global("torch._utils", "_rebuild_tensor_v2").ops("((").text("storage").global("torch", "FloatStorage");
        text("0").text("cpu").number(elements).ops("tQ").number(offset);
        tuple(shape).tuple(stride).raw(0x89);
        return global("collections", "OrderedDict").ops(")RtR");
    }

    private PickleBuilder tuple(long[] values) {
        ops("(");
        for (long value : values) {
            number(value);
        }
        return ops("t");
    }

    public byte[] stop() {
        out.write('.');
        return out.toByteArray();
    }

    /** A PyTorch archive with this pickle and one storage of 64 bytes. */
    static Path archive(Path file, byte[] pickle) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("m/data.pkl", pickle);
        entries.put("m/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        entries.put("m/data/0", new byte[64]);
        return zip(file, entries);
    }

    /** A zip archive of stored entries. */
    public static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                CRC32 crc = new CRC32();
                crc.update(entry.getValue());
                header.setCrc(crc.getValue());
                header.setSize(entry.getValue().length);
                zip.putNextEntry(header);
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }
}

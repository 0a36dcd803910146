package io.metaformer4j.weights.file;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.pickle.Pickler;
import io.metaformer4j.weights.zip.ZipWriter;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code .pth} files as {@code torch.save} does, such that {@code torch.load(weights_only=True)} opens them;
 * an existing file is replaced atomically.
 *
 * <p>A map that holds nothing but tensors becomes an {@code OrderedDict}, as PyTorch's state dicts are; other maps
 * become {@code dict}, lists {@code list}, sets {@code set}, byte buffers {@code bytes}, null {@code None}; numbers,
 * text and booleans are what they are. One {@link WeightTensor} instance under several names becomes tensors that
 * share their storage.
 */
public final class TorchWriter {

    /** Name of the folder in the archive; torch.save uses the file's name, but any will do. */
    private static final String ROOT = "archive/";

    private static final String VERSION = "3\n";

    private TorchWriter() {}

    /**
     * Writes a state dict or a nested checkpoint.
     *
     * @param file the file to create or replace
     * @param content values by key: tensors, or plain values nested in any way, see the class description
     * @throws IOException if the file cannot be written; an older file is then unchanged
     * @throws MetaFormerException if a value cannot be written
     * @throws CheckpointCorruptException if a tensor's source file fails its checksum
     */
    public static void write(Path file, Map<String, ?> content) throws IOException {
        Pickler pickler = new Pickler(file);
        byte[] pickle = pickler.pickle(content);
        List<WeightTensor> storages = pickler.storages();
        AtomicFile.write(
                file,
                channel -> {
                    ZipWriter zip = new ZipWriter(channel, 0);
                    zip.add(ROOT + "data.pkl", ByteBuffer.wrap(pickle));
                    zip.add(ROOT + "byteorder", text("little"));
                    for (int i = 0; i < storages.size(); i++) {
                        zip.add(ROOT + "data/" + i, storages.get(i).bytes());
                    }
                    zip.add(ROOT + "version", text(VERSION));
                    zip.finish();
                },
                written -> WriteVerification.check(written, pickler.tensors()));
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}

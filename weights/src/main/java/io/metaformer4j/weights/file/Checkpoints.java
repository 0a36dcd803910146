package io.metaformer4j.weights.file;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.UnsafeCheckpointException;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.disk.FileBytes;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens checkpoint files of every kind that can be read; the content decides, not the file's name. */
public final class Checkpoints {

    private Checkpoints() {}

    /**
     * Opens a checkpoint.
     *
     * <p>Recognised are safetensors, PyTorch's zip archives and older streams ({@code .pth}, {@code .pt}, {@code
     * .pth.tar}, {@code .bin}), and the JSON index of a checkpoint in several files ({@code
     * model.safetensors.index.json}), whose files must lie in the same folder. The structure is validated completely
     * before this method returns; the checksum of a tensor in a zip archive is checked when its data is first used.
     *
     * @param path the file
     * @return its content
     * @throws IOException if the file cannot be read
     * @throws CheckpointCorruptException if it is damaged
     * @throws UnsafeCheckpointException if it asks for code to be run
     * @throws UnsupportedCheckpointException if it is no checkpoint, or of a kind that cannot be read
     */
    public static Checkpoint open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new UnsupportedCheckpointException(
                    "weights '" + path + "' are a folder; name the file in it, for instance model.safetensors");
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such weights file");
        }
        if (!Files.isRegularFile(path)) {
            throw new UnsupportedCheckpointException(
                    "weights '" + path + "' are a pipe or a device; copy them to a regular file first");
        }
        return open(FileBytes.map(path));
    }

    /**
     * Reads a file that is in memory, for instance a resource.
     *
     * @param file the bytes of the file, from position to limit, in a direct buffer whose content does not change any more; the
     *     tensors of a safetensors file are views of it
     * @param name what messages call the file
     * @return its content
     * @throws CheckpointCorruptException if it is damaged
     * @throws UnsupportedCheckpointException if it is of a kind that is not read
     * @throws IOException if it is the index of a checkpoint in parts and a part cannot be read
     */
    public static Checkpoint open(ByteBuffer file, String name) throws IOException {
        if (!file.isDirect()) {
            throw new MetaFormerException("weights '" + name + "' must be in a direct buffer, not on the heap");
        }
        return open(FileBytes.of(Path.of(name), file));
    }

    private static Checkpoint open(FileBytes file) throws IOException {
        try {
            return switch (FileKind.of(file)) {
                case SAFETENSORS -> SafetensorsReader.read(file);
                case ZIP -> TorchZipReader.read(file);
                case PICKLE -> TorchLegacyReader.read(file);
                case JSON -> ShardedReader.read(file);
            };
        } catch (OutOfMemoryError e) {
            throw new UnsupportedCheckpointException(
                    "weights '" + file.path() + "' describe more than fits into Java's heap of "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MiB; give it more with -Xmx",
                    e);
        }
    }
}

package io.metaformer4j.onnx.file;

import io.metaformer4j.onnx.schema.ModelProto;
import io.metaformer4j.onnx.writer.GraphSettings;
import io.metaformer4j.onnx.writer.WrittenGraph;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.disk.OutputFile;
import io.metaformer4j.weights.disk.PendingFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes models: one file, or one and a second with the constants beside it. */
public final class ModelFiles {

    /** No message of protocol buffers is longer; what is left is for nodes and names. */
    public static final long LARGEST_MODEL = Integer.MAX_VALUE - (16L << 20);

    /** What the file of constants is called behind the name of the model. */
    private static final String SUFFIX = ".data";

    private ModelFiles() {}

    /**
     * Writes a model. Older files are replaced by complete ones only; both files of a model are complete under temporary names
     * before the first gets its own.
     *
     * @param out the file
     * @param written the graph
     * @param settings how it was written
     * @param metadata what is known about the model
     * @param external whether large constants go into a file of their own also where one file could hold them
     * @return the file of constants, if there is one
     * @throws IOException if a file cannot be written
     */
    public static Optional<Path> write(
            Path out, WrittenGraph written, GraphSettings settings, Map<String, String> metadata, boolean external)
            throws IOException {
        boolean apart = external || written.constantBytes() > LARGEST_MODEL;
        Optional<Path> data = apart ? Optional.of(dataFile(out)) : Optional.empty();
        List<ModelAssembly.External> constants = new ArrayList<>();
        ModelProto model = ModelAssembly.assemble(
                written, settings, metadata, data.map(file -> String.valueOf(file.getFileName())), constants);
        if (data.isEmpty()) {
            AtomicFile.write(out, channel -> write(model, channel), file -> {});
            return data;
        }
        try (PendingFile values = OutputFile.of(data.get()).open();
                PendingFile graph = OutputFile.of(out).open()) {
            write(constants, values.channel());
            write(model, graph.channel());
            values.finish(file -> {});
            graph.finish(file -> {});
        }
        return data;
    }

    private static void write(ModelProto model, WritableByteChannel channel) throws IOException {
        OutputStream stream = Channels.newOutputStream(channel);
        model.writeTo(stream);
        stream.flush();
    }

    private static void write(List<ModelAssembly.External> constants, WritableByteChannel channel) throws IOException {
        long at = 0;
        for (ModelAssembly.External constant : constants) {
            AtomicFile.writeFully(channel, ByteBuffer.allocate(Math.toIntExact(constant.offset() - at)));
            ByteBuffer bytes = constant.constant().bytes();
            at = constant.offset() + bytes.remaining();
            AtomicFile.writeFully(channel, bytes);
        }
    }

    /**
     * The file of constants that goes with a model. Readers of models look for it beside the model's file itself, whatever
     * links lead there.
     *
     * @param out the model's file, or a link to it
     * @return the name of the file with {@code .data} behind it, in its folder
     * @throws IOException if the file system cannot tell where a link leads
     * @throws MetaFormerException if the model's path has no name, or is a device or pipe, or a folder
     */
    public static Path dataFile(Path out) throws IOException {
        if (out.getFileName() == null) {
            throw new MetaFormerException("'" + out + "' is no name of a file; name the file to write");
        }
        OutputFile output = OutputFile.of(out);
        if (output.isThrough()) {
            throw new MetaFormerException("'" + out
                    + "' is a device or pipe, which no second file with the weights can lie beside; name a file");
        }
        Path model = Files.isSymbolicLink(out) ? output.target() : out;
        return model.resolveSibling(model.getFileName() + SUFFIX);
    }
}

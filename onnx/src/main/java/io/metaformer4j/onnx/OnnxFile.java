package io.metaformer4j.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.onnx.session.GraphSession;
import io.metaformer4j.onnx.writer.GraphAssembly;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** An exported file, opened in ONNX Runtime. Safe for concurrent use until it is closed. */
public final class OnnxFile implements AutoCloseable {

    private final Path file;
    private final GraphSession session;
    private final boolean bytes;

    /** Of the input; -1 for any length. */
    private final long[] shape;

    private OnnxFile(Path file, GraphSession session, TensorInfo input) {
        this.file = file;
        this.session = session;
        this.bytes = input.type == OnnxJavaType.UINT8;
        this.shape = input.getShape();
    }

    /**
     * Opens a file.
     *
     * @param file what {@link OnnxExporter} wrote
     * @return the file; the caller closes it
     * @throws NoSuchFileException if there is none
     * @throws MetaFormerException if it is no ONNX model, ONNX Runtime does not take it, or it has no input for pictures
     */
    public static OnnxFile open(Path file) throws NoSuchFileException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (Files.isDirectory(file)) {
            throw new MetaFormerException("'" + file + "' is not an ONNX model, but a folder; give the .onnx file");
        }
        GraphSession session = GraphSession.open(file);
        TensorInfo input = session.inputs().get(GraphAssembly.INPUT);
        if (input == null || input.getShape().length != 4) {
            session.close();
            throw new MetaFormerException("'" + file + "' has no input '" + GraphAssembly.INPUT
                    + "' for pictures; give a file that this program exported");
        }
        return new OnnxFile(file, session, input);
    }

    /**
     * What it says about its model.
     *
     * @return texts by name
     */
    public OnnxMetadata metadata() {
        return new OnnxMetadata(session.metadata());
    }

    /**
     * Whether it stores inputs and weights of layers as bytes.
     *
     * @return true of files that were made of quantized weights
     */
    public boolean storesBytes() {
        return metadata().entries().containsKey(OnnxMetadata.QUANTIZATION);
    }

    /**
     * The layout of the batches that it takes.
     *
     * @return bytes with the channels of a pixel together, or floats with each channel a plane
     */
    public ImageBatch.Layout layout() {
        return bytes ? ImageBatch.Layout.UINT8_NHWC : ImageBatch.Layout.FLOAT32_NCHW;
    }

    /**
     * Channels of the pictures that it takes.
     *
     * @return C; empty if it takes any
     */
    public OptionalInt channels() {
        long channels = shape[bytes ? 3 : 1];
        return channels < 0 ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(channels));
    }

    /**
     * How pictures become its input.
     *
     * @param own how they become that of the model
     * @return the same at the size that the file takes; this one if it takes any
     */
    public Preprocessing sized(Preprocessing own) {
        int height = side(bytes ? 1 : 2, own.height());
        int width = side(bytes ? 2 : 3, own.width());
        return new Preprocessing(
                height, width, own.cropRatio(), own.interpolation(), own.cropMode(), own.mean(), own.std());
    }

    private int side(int index, int own) {
        return shape[index] < 0 ? own : Math.toIntExact(shape[index]);
    }

    /**
     * The names of its outputs.
     *
     * @return {@code logits}, {@code pooled}, {@code stage0}, ...
     */
    public Set<String> outputs() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(session.outputs()));
    }

    /**
     * Runs it. Where it takes one picture only, the pictures are run one after another.
     *
     * @param batch pictures in its {@link #layout()}
     * @return all outputs by name, {@code [N, ...]}
     * @throws MetaFormerException if the layout is another, or it does not take the size
     */
    public Map<String, FloatArray> run(ImageBatch batch) {
        if (batch.layout() != layout()) {
            throw new MetaFormerException("'" + file + "' takes pictures as " + layout() + ", not as " + batch.layout()
                    + "; give them in that layout");
        }
        if (shape[0] != 1) {
            return run(batch, 0, batch.size());
        }
        Map<String, FloatArray> joined = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            run(batch, i, 1).forEach((name, array) -> joined.merge(name, array, OnnxFile::joined));
        }
        return joined;
    }

    private Map<String, FloatArray> run(ImageBatch batch, int from, int count) {
        int values = batch.pictureValues();
        if (bytes) {
            long[] sides = {count, batch.height(), batch.width(), batch.channels()};
            ByteBuffer part = batch.bytes().slice(from * values, count * values);
            return session.run(GraphAssembly.INPUT, part, sides, session.outputs());
        }
        long[] sides = {count, batch.channels(), batch.height(), batch.width()};
        FloatBuffer part = batch.floats().slice(from * values, count * values);
        return session.run(GraphAssembly.INPUT, part, sides, session.outputs());
    }

    private static FloatArray joined(FloatArray first, FloatArray next) {
        float[] values = Arrays.copyOf(first.values(), first.values().length + next.values().length);
        System.arraycopy(next.values(), 0, values, first.values().length, next.values().length);
        Integer[] shape = first.shape().toArray(Integer[]::new);
        shape[0] += next.shape().get(0);
        return FloatArray.of(values, List.of(shape));
    }

    @Override
    public void close() {
        session.close();
    }
}

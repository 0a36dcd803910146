package io.metaformer4j.onnx.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.onnx.file.ModelAssembly;
import io.metaformer4j.onnx.schema.ModelProto;
import io.metaformer4j.onnx.writer.GraphSettings;
import io.metaformer4j.onnx.writer.StoredConstant;
import io.metaformer4j.onnx.writer.WrittenGraph;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A graph that ONNX Runtime can run. Safe for concurrent use until it is closed. */
public final class GraphSession implements AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;

    /** The memory of weights that were given rather than read from a file, which the session goes on using. */
    private final List<OnnxTensor> weights;

    private GraphSession(OrtEnvironment environment, OrtSession session, List<OnnxTensor> weights) {
        this.environment = environment;
        this.session = session;
        this.weights = weights;
    }

    /**
     * Opens a graph in memory, without writing its weights into a model first.
     *
     * @param written the graph
     * @param settings how it was written
     * @param threads threads of one run; empty for one for each core
     * @return the session; the caller closes it
     * @throws MetaFormerException if ONNX Runtime does not take it
     */
    public static GraphSession open(WrittenGraph written, GraphSettings settings, OptionalInt threads) {
        OrtEnvironment environment = OrtRuntime.environment();
        List<ModelAssembly.External> external = new ArrayList<>();
        ModelProto model = ModelAssembly.assemble(written, settings, Map.of(), Optional.of("memory"), external);
        List<OnnxTensor> tensors = new ArrayList<>();
        try {
            return OrtRuntime.translate("loading the network", () -> {
                Map<String, OnnxTensorLike> values = new LinkedHashMap<>();
                for (ModelAssembly.External constant : external) {
                    OnnxTensor tensor = OnnxTensor.createTensor(
                            environment,
                            constant.constant().bytes(),
                            constant.constant().dims().stream()
                                    .mapToLong(Long::longValue)
                                    .toArray(),
                            type(constant.constant().element()));
                    tensors.add(tensor);
                    values.put(constant.name(), tensor);
                }
                ByteBuffer bytes = WeightTensor.allocate(model.getSerializedSize());
                bytes.put(model.toByteArray()).flip();
                try (SessionOptions options = OrtRuntime.options(threads)) {
                    options.addExternalInitializers(values);
                    return new GraphSession(environment, environment.createSession(bytes, options), tensors);
                }
            });
        } catch (RuntimeException | Error e) {
            tensors.forEach(OnnxTensor::close);
            throw e;
        }
    }

    private static OnnxJavaType type(StoredConstant.Element element) {
        return switch (element) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case LONG -> OnnxJavaType.INT64;
            case SIGNED_BYTE -> OnnxJavaType.INT8;
            case UNSIGNED_BYTE -> OnnxJavaType.UINT8;
        };
    }

    /**
     * Opens a file.
     *
     * @param file a model
     * @return the session; the caller closes it
     * @throws MetaFormerException if it is no model, or ONNX Runtime does not take it
     */
    public static GraphSession open(Path file) {
        OrtEnvironment environment = OrtRuntime.environment();
        return OrtRuntime.translate("reading '" + file + "'", () -> {
            try (SessionOptions options = OrtRuntime.options(OptionalInt.empty())) {
                return new GraphSession(
                        environment, environment.createSession(file.toString(), options), new ArrayList<>());
            } catch (OrtException e) {
                if (isForeign(e)) {
                    throw new MetaFormerException(
                            "'" + file + "' is not an ONNX model, or not a whole one; give the .onnx file", e);
                }
                throw e;
            }
        });
    }

    /** Whether a file cannot be parsed, or, empty or cut off between two fields, has nothing of a model but its head. */
    private static boolean isForeign(OrtException e) {
        return e.getCode() == OrtException.OrtErrorCode.ORT_INVALID_PROTOBUF
                || String.valueOf(e.getMessage()).contains("ModelProto does not have a graph");
    }

    /** What its file says about the model. */
    public Map<String, String> metadata() {
        return OrtRuntime.translate("reading what is known about the model", () -> session.getMetadata()
                .getCustomMetadata());
    }

    /** Names of the inputs and their types. */
    public Map<String, TensorInfo> inputs() {
        return OrtRuntime.translate("reading the inputs", () -> {
            Map<String, TensorInfo> types = new LinkedHashMap<>();
            session.getInputInfo().forEach((name, info) -> types.put(name, (TensorInfo) info.getInfo()));
            return types;
        });
    }

    /** Names of the outputs. */
    public Set<String> outputs() {
        return session.getOutputNames();
    }

    /**
     * Runs the graph on floats.
     *
     * @param input name of the input
     * @param values its values in a direct buffer
     * @param shape its sides
     * @param wanted outputs to compute
     * @return the outputs by name, in memory of their own
     */
    public Map<String, FloatArray> run(String input, FloatBuffer values, long[] shape, Set<String> wanted) {
        return run(input, () -> OnnxTensor.createTensor(environment, values, shape), wanted);
    }

    /** The same with unsigned bytes. */
    public Map<String, FloatArray> run(String input, ByteBuffer values, long[] shape, Set<String> wanted) {
        return run(input, () -> OnnxTensor.createTensor(environment, values, shape, OnnxJavaType.UINT8), wanted);
    }

    private Map<String, FloatArray> run(String input, OrtRuntime.Call<OnnxTensor> made, Set<String> wanted) {
        return OrtRuntime.translate("running the network", () -> {
            try (OnnxTensor tensor = made.run();
                    OrtSession.Result result = session.run(Map.of(input, tensor), wanted)) {
                Map<String, FloatArray> outputs = new LinkedHashMap<>();
                for (String name : wanted) {
                    outputs.put(name, plain((OnnxTensor) result.get(name).orElseThrow()));
                }
                return outputs;
            }
        });
    }

    private static FloatArray plain(OnnxTensor tensor) {
        FloatBuffer values = tensor.getFloatBuffer();
        float[] array = new float[values.remaining()];
        values.get(array);
        List<Integer> shape = Arrays.stream(tensor.getInfo().getShape())
                .mapToObj(Math::toIntExact)
                .toList();
        return FloatArray.of(array, shape);
    }

    @Override
    public void close() {
        try {
            OrtRuntime.translate("closing the network", () -> {
                session.close();
                return null;
            });
        } finally {
            weights.forEach(OnnxTensor::close);
        }
    }
}

package io.metaformer4j.onnx.file;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.metaformer4j.onnx.schema.GraphProto;
import io.metaformer4j.onnx.schema.ModelProto;
import io.metaformer4j.onnx.schema.OperatorSetIdProto;
import io.metaformer4j.onnx.schema.StringStringEntryProto;
import io.metaformer4j.onnx.schema.TensorProto;
import io.metaformer4j.onnx.writer.GraphSettings;
import io.metaformer4j.onnx.writer.StoredConstant;
import io.metaformer4j.onnx.writer.WrittenGraph;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts constants into a graph and the graph into a model. */
public final class ModelAssembly {

    /** Constants of fewer bytes stay in the model in any case: shapes of ONNX are inferred from them. */
    private static final int SMALL = 1024;

    /** Where external constants begin: a multiple of the largest usual page of memory mappings. */
    private static final int ALIGNMENT = 4096;

    private ModelAssembly() {}

    /**
     * Where a constant lies that is not part of the model.
     *
     * @param name its name
     * @param constant its values
     * @param offset first byte in the file of constants
     */
    public record External(String name, StoredConstant constant, long offset) {}

    /**
     * Puts a model together.
     *
     * @param written the graph
     * @param settings how it was written
     * @param metadata what is known about the model
     * @param location name of the file beside the model that holds the constants; empty to put them into the model
     * @param external receives the constants of that file in their order
     * @return the model
     */
    public static ModelProto assemble(
            WrittenGraph written,
            GraphSettings settings,
            Map<String, String> metadata,
            Optional<String> location,
            List<External> external) {
        GraphProto.Builder graph = written.graph().toBuilder();
        long offset = 0;
        for (Map.Entry<String, StoredConstant> entry : written.constants().entrySet()) {
            StoredConstant constant = entry.getValue();
            TensorProto.Builder tensor = TensorProto.newBuilder()
                    .setName(entry.getKey())
                    .setDataType(constant.element().code())
                    .addAllDims(constant.dims());
            int length = constant.bytes().capacity();
            if (location.isPresent() && length >= SMALL) {
                external.add(new External(entry.getKey(), constant, offset));
                tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(pair("location", location.get()))
                        .addExternalData(pair("offset", String.valueOf(offset)))
                        .addExternalData(pair("length", String.valueOf(length)));
                offset = -Math.floorDiv(-(offset + length), (long) ALIGNMENT) * ALIGNMENT;
            } else {
                ByteString bytes = UnsafeByteOperations.unsafeWrap(constant.bytes());
                tensor.setRawData(bytes);
            }
            graph.addInitializer(tensor);
        }
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(settings.format())
                .setProducerName("metaformer4j")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(settings.opset()))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(pair(key, value)));
        return model.build();
    }

    private static StringStringEntryProto pair(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}

package io.metaformer4j.onnx.writer;

import io.metaformer4j.onnx.schema.AttributeProto;
import io.metaformer4j.onnx.schema.AttributeProto.AttributeType;

/** Attributes of nodes. */
public final class GraphAttributes {

    private GraphAttributes() {}

    /** A whole number. */
    public static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    /** A number, as float32. */
    public static AttributeProto number(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    /** A list of whole numbers. */
    public static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder builder =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            builder.addInts(value);
        }
        return builder.build();
    }
}

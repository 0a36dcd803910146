package io.metaformer4j.onnx.graph;

import io.metaformer4j.onnx.schema.AttributeProto;
import io.metaformer4j.onnx.schema.AttributeProto.AttributeType;

/** Attributes of nodes. */
final class GraphAttributes {

    private GraphAttributes() {}

    static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto number(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder builder =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            builder.addInts(value);
        }
        return builder.build();
    }
}

package io.metaformer4j.onnx.writer;

import io.metaformer4j.onnx.schema.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A constant of the graph.
 *
 * @param bytes its values row-major, little-endian, in a direct buffer at position 0
 * @param element what they are
 * @param dims its sides; none for a single number
 */
public record StoredConstant(ByteBuffer bytes, Element element, List<Long> dims) {

    /** What a value is. */
    public enum Element {
        /** float32. */
        FLOAT(TensorProto.DataType.FLOAT_VALUE),
        /** int64. */
        LONG(TensorProto.DataType.INT64_VALUE),
        /** int8. */
        SIGNED_BYTE(TensorProto.DataType.INT8_VALUE),
        /** uint8. */
        UNSIGNED_BYTE(TensorProto.DataType.UINT8_VALUE);

        private final int code;

        Element(int code) {
            this.code = code;
        }

        /** The number of the type in ONNX. */
        public int code() {
            return code;
        }
    }

    /** Copies the list. */
    public StoredConstant {
        dims = List.copyOf(dims);
    }

    static StoredConstant of(Element element, ByteBuffer bytes, long... dims) {
        List<Long> list = new ArrayList<>();
        for (long dim : dims) {
            list.add(dim);
        }
        return new StoredConstant(bytes, element, list);
    }

    /** A view of the values at position 0, little-endian. */
    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}

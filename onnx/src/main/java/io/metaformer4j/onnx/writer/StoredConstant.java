package io.metaformer4j.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A constant of the graph.
 *
 * @param bytes its values row-major, little-endian, in a direct buffer at position 0
 * @param floating float32, rather than int64
 * @param dims its sides; none for a single number
 */
public record StoredConstant(ByteBuffer bytes, boolean floating, List<Long> dims) {

    /** Copies the list. */
    public StoredConstant {
        dims = List.copyOf(dims);
    }

    static StoredConstant floats(ByteBuffer bytes, long... dims) {
        return new StoredConstant(bytes, true, list(dims));
    }

    static StoredConstant longs(ByteBuffer bytes, long... dims) {
        return new StoredConstant(bytes, false, list(dims));
    }

    private static List<Long> list(long... dims) {
        List<Long> list = new ArrayList<>();
        for (long dim : dims) {
            list.add(dim);
        }
        return list;
    }

    /** A view of the values at position 0, little-endian. */
    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}

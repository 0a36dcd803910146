package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Turns a pickled numpy number into a plain one. */
final class NumpyScalar {

    private NumpyScalar() {}

    /**
     * Reads the arguments of numpy's {@code scalar}: a dtype and the little-endian bytes of the number.
     *
     * @return a Long, Double or Boolean; empty if it is of another kind
     */
    static Optional<Object> read(List<Object> args) {
        if (args.size() != 2 || !(args.get(0) instanceof PickleNode.Instance instance)) {
            return Optional.empty();
        }
        Optional<DType> dtype = littleEndian(instance);
        ByteBuffer bytes;
        if (args.get(1) instanceof ByteBuffer raw) {
            bytes = raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        } else if (args.get(1) instanceof String text) {
            bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).order(ByteOrder.LITTLE_ENDIAN);
        } else {
            return Optional.empty();
        }
        return read(dtype, bytes);
    }

    /** The element type that an instance of {@code numpy.dtype} stands for; empty if it is another, or big-endian. */
    static Optional<DType> littleEndian(PickleNode.Instance dtype) {
        return dtype.className.equals("numpy.dtype")
                        && !dtype.arguments.isEmpty()
                        && dtype.arguments.get(0) instanceof String kind
                        && !isBigEndian(dtype)
                ? dtype(kind)
                : Optional.empty();
    }

    private static Optional<Object> read(Optional<DType> dtype, ByteBuffer bytes) {
        if (dtype.isEmpty() || dtype.get().width() != bytes.remaining()) {
            return Optional.empty();
        }
        return switch (dtype.get()) {
            case BOOL -> Optional.of(bytes.get(0) != 0);
            case F64, F32, F16 -> Optional.of(Elements.reader(dtype.get()).read(bytes, 0));
            default -> Optional.of(Elements.readLong(dtype.get(), bytes, 0));
        };
    }

    private static Optional<DType> dtype(String kind) {
        return switch (kind) {
            case "f8" -> Optional.of(DType.F64);
            case "f4" -> Optional.of(DType.F32);
            case "f2" -> Optional.of(DType.F16);
            case "i8" -> Optional.of(DType.I64);
            case "i4" -> Optional.of(DType.I32);
            case "i2" -> Optional.of(DType.I16);
            case "i1" -> Optional.of(DType.I8);
            case "u4" -> Optional.of(DType.U32);
            case "u2" -> Optional.of(DType.U16);
            case "u1" -> Optional.of(DType.U8);
            case "b1" -> Optional.of(DType.BOOL);
            default -> Optional.empty();
        };
    }

    /** The state of a dtype is (version, byte order, ...). */
    private static boolean isBigEndian(PickleNode.Instance dtype) {
        int index = dtype.state.keys.indexOf("__setstate__");
        return index >= 0
                && dtype.state.values.get(index) instanceof PickleNode.Tuple state
                && state.items.size() > 1
                && ">".equals(state.items.get(1));
    }
}

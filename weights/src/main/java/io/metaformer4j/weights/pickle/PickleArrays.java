package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.Shapes;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.pickle.PickleNode.Instance;
import io.metaformer4j.weights.pickle.PickleNode.Tuple;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns pickled numpy arrays into tensors.
 *
 * <p>{@code ndarray.__reduce__} makes an empty array and gives it (version, shape, dtype, Fortran order, bytes); protocol 5
 * calls {@code _frombuffer(bytes, dtype, shape, order)} ({@code numpy/_core/src/multiarray/methods.c}, {@code
 * numpy/_core/numeric.py}). Arrays of objects, of text, of records, and big-endian ones remain inert objects.
 */
final class PickleArrays {

    private static final Set<String> RECONSTRUCT =
            Set.of("numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct");
    private static final Set<String> FROM_BUFFER =
            Set.of("numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer");
    private static final int MAX_DIMENSIONS = 64;

    private final PickleInput in;

    PickleArrays(PickleInput in) {
        this.in = in;
    }

    /** The tensor, or empty if this is no array, or none of numbers. */
    Optional<WeightTensor> read(Instance instance) {
        List<Object> args = instance.arguments;
        if (RECONSTRUCT.contains(instance.className)
                && instance.state.keys.size() == 1
                && instance.state.values.get(0) instanceof Tuple state
                && state.items.size() == 5) {
            boolean fortran = Boolean.TRUE.equals(state.items.get(3));
            return tensor(state.items.get(4), state.items.get(2), state.items.get(1), fortran);
        }
        if (FROM_BUFFER.contains(instance.className) && args.size() == 4) {
            return tensor(args.get(0), args.get(1), args.get(2), "F".equals(args.get(3)));
        }
        return Optional.empty();
    }

    private Optional<WeightTensor> tensor(Object data, Object type, Object sides, boolean fortran) {
        Optional<DType> dtype = Optional.empty();
        if (type instanceof Instance instance) {
            in.budget().values(instance.state.keys.size());
            dtype = NumpyScalar.littleEndian(instance);
        }
        boolean isShape = sides instanceof Tuple tuple
                && tuple.items.size() <= MAX_DIMENSIONS
                && tuple.items.stream().allMatch(side -> side instanceof Long size && size >= 0);
        boolean isData = data instanceof ByteBuffer || data instanceof PickleNode.Bytes;
        if (dtype.isEmpty() || !isShape || !isData) {
            return Optional.empty();
        }
        long[] shape =
                ((Tuple) sides).items.stream().mapToLong(Long.class::cast).toArray();
        int stored = data instanceof ByteBuffer bytes ? bytes.remaining() : ((PickleNode.Bytes) data).length;
        requireSize(shape, dtype.get(), stored);
        long[] strides = fortran ? reversed(Shapes.rowMajorStrides(reversed(shape))) : Shapes.rowMajorStrides(shape);
        StorageSource.Slices block = (offset, length) -> direct(data)
                .slice((int) offset, (int) length)
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
        return Optional.of(WeightTensor.lazy(
                dtype.get(),
                shape,
                new StridedView(block, dtype.get().width(), 0, new StridedView.Layout(shape, strides))));
    }

    private void requireSize(long[] shape, DType dtype, int stored) {
        try {
            if (Math.multiplyExact(Shapes.elementCount(shape), (long) dtype.width()) == stored) {
                return;
            }
        } catch (ArithmeticException e) {
            throw new CheckpointCorruptException(
                    in.corrupt("has an array of impossible shape " + Arrays.toString(shape))
                            .getMessage(),
                    e);
        }
        throw in.corrupt("has an array of type " + dtype + " and shape " + Arrays.toString(shape) + " with " + stored
                + " bytes");
    }

    /** The bytes in a direct buffer: those of the file where they lie, all others copied. */
    private ByteBuffer direct(Object data) {
        if (data instanceof PickleNode.Bytes bytes) {
            return bytes(bytes);
        }
        ByteBuffer stored = ((ByteBuffer) data).slice();
        return stored.isDirect()
                ? stored
                : ByteBuffer.allocateDirect(stored.remaining()).put(stored).flip();
    }

    /** Bytes that were pickled as text. */
    ByteBuffer bytes(PickleNode.Bytes text) {
        ByteBuffer bytes = text.decode();
        if (bytes == null) {
            throw in.corrupt("makes bytes of something that is not text of one character per byte");
        }
        return bytes;
    }

    private static long[] reversed(long[] values) {
        long[] reversed = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            reversed[i] = values[values.length - 1 - i];
        }
        return reversed;
    }
}

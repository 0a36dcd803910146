package io.metaformer4j.weights;

import io.metaformer4j.zoo.MetaFormerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * An immutable tensor as stored in a file: element type, shape, and row-major little-endian bytes.
 *
 * <p>Data that comes from a file stays there until it is asked for: {@link #bytes()} of a contiguous tensor is a view
 * of the mapped file; strided tensors are copied once, at the first call. A file's checksum may be checked at that
 * moment too, so every method that reads data may throw {@link CheckpointCorruptException}. A mapped file must not be
 * truncated or overwritten in place while tensors of it are in use; the writers of this package never do that.
 *
 * <p>Safe for concurrent use. Memory is released when the tensor becomes unreachable.
 */
public final class WeightTensor {

    private final DType dtype;
    private final long[] shape;
    private final long elementCount;
    private final Supplier<ByteBuffer> source;
    private volatile ByteBuffer data;

    private WeightTensor(DType dtype, long[] shape, Supplier<ByteBuffer> source, ByteBuffer data) {
        this.dtype = dtype;
        this.shape = shape.clone();
        this.elementCount = Shapes.checkedCount(shape);
        this.source = source;
        this.data = data;
    }

    /**
     * Wraps bytes without copying them.
     *
     * @param dtype element type
     * @param bytes a direct buffer whose remaining bytes are the elements in row-major order, little-endian; its
     *     content must not change any more
     * @param shape size of each dimension; none for a single number
     * @return the tensor
     * @throws MetaFormerException if the buffer is not direct or its size does not fit the shape
     */
    public static WeightTensor of(DType dtype, ByteBuffer bytes, long... shape) {
        if (!bytes.isDirect()) {
            throw new MetaFormerException("tensor data must be in a direct buffer, not on the heap");
        }
        long needed = byteCount(dtype, shape);
        if (needed != bytes.remaining()) {
            throw new MetaFormerException("a " + describe(dtype, shape) + " tensor has " + needed + " bytes, but "
                    + bytes.remaining() + " were given");
        }
        ByteBuffer view = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return new WeightTensor(dtype, shape, () -> view, view);
    }

    /**
     * Copies float32 values.
     *
     * @param values the elements in row-major order
     * @param shape size of each dimension; none for a single number
     * @return a tensor of type {@link DType#F32}
     * @throws MetaFormerException if the number of values does not fit the shape
     */
    public static WeightTensor ofFloats(float[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length * (long) Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return of(DType.F32, bytes, shape);
    }

    /**
     * Copies int64 values.
     *
     * @param values the elements in row-major order
     * @param shape size of each dimension; none for a single number
     * @return a tensor of type {@link DType#I64}
     * @throws MetaFormerException if the number of values does not fit the shape
     */
    public static WeightTensor ofLongs(long[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length * (long) Long.BYTES);
        bytes.asLongBuffer().put(values);
        return of(DType.I64, bytes, shape);
    }

    /** A tensor whose bytes are fetched at first use; the supplier must return a direct read-only little-endian buffer. */
    public static WeightTensor lazy(DType dtype, long[] shape, Supplier<ByteBuffer> source) {
        return new WeightTensor(dtype, shape, source, null);
    }

    /** Element type. */
    public DType dtype() {
        return dtype;
    }

    /** Size of each dimension: a copy, empty for a single number. */
    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements: the product of the shape, 1 for a single number. */
    public long elementCount() {
        return elementCount;
    }

    /** Size of the data in bytes: elements times width of the type. */
    public long byteCount() {
        return elementCount * dtype.width();
    }

    /**
     * The elements as bytes, without copying when the file stores them contiguously.
     *
     * @return a new view at position 0: direct, read-only, little-endian, row-major. It may start at any address
     * @throws CheckpointCorruptException if the file's checksum contradicts its data
     */
    public ByteBuffer bytes() {
        ByteBuffer current = data;
        if (current == null) {
            current = source.get();
            data = current;
        }
        return current.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The elements as float32, rounded to nearest even where the stored type is wider.
     *
     * @return a new array in row-major order
     * @throws UnsupportedCheckpointException if the type cannot be converted
     * @throws CheckpointCorruptException if the file's checksum contradicts its data
     */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(elementCount)];
        if (dtype == DType.F32) {
            bytes().asFloatBuffer().get(values);
        } else {
            ByteBuffer from = bytes();
            Elements.Reader reader = Elements.reader(dtype);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) reader.read(from, i);
            }
        }
        return values;
    }

    /**
     * The elements of an integer or boolean tensor.
     *
     * @return a new array in row-major order
     * @throws UnsupportedCheckpointException if the type is not an integer or boolean one
     * @throws CheckpointCorruptException if the file's checksum contradicts its data
     */
    public long[] toLongs() {
        long[] values = new long[Math.toIntExact(elementCount)];
        ByteBuffer from = bytes();
        for (int i = 0; i < values.length; i++) {
            values[i] = Elements.readLong(dtype, from, i);
        }
        return values;
    }

    /** The elements as int64, rounded to whole numbers where they are floating, as averaging leaves counters. */
    public WeightTensor toCounts() {
        if (!dtype.isFloating()) {
            return dtype == DType.I64 ? this : ofLongs(toLongs(), shape());
        }
        float[] values = toFloats();
        long[] rounded = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Math.round((double) values[i]);
        }
        return ofLongs(rounded, shape());
    }

    /**
     * Converts the elements to another type, rounding to nearest even; values out of range become infinite.
     *
     * @param target a floating point type, or this tensor's own type
     * @return a tensor of that type; this one if the type does not change
     * @throws UnsupportedCheckpointException if this type cannot be converted or the target is not a floating point
     *     type
     * @throws CheckpointCorruptException if the file's checksum contradicts its data
     */
    public WeightTensor to(DType target) {
        if (target == dtype) {
            return this;
        }
        if (!target.isFloating()) {
            throw new UnsupportedCheckpointException(
                    "a " + this + " tensor cannot be converted to " + target + "; only float types are targets");
        }
        Elements.Reader reader = Elements.reader(dtype);
        Elements.Writer writer = Elements.writer(target);
        ByteBuffer from = bytes();
        ByteBuffer to = allocate(Math.multiplyExact(elementCount, target.width()));
        for (int i = 0; i < elementCount; i++) {
            writer.write(to, i, reader.read(from, i));
        }
        return of(target, to, shape);
    }

    /**
     * The same elements under another shape, without copying.
     *
     * @param newShape size of each dimension
     * @return the reshaped tensor
     * @throws MetaFormerException if the number of elements differs
     */
    public WeightTensor reshape(long... newShape) {
        if (Shapes.checkedCount(newShape) != elementCount) {
            throw new MetaFormerException("a tensor of shape " + Arrays.toString(shape) + " cannot be reshaped to "
                    + Arrays.toString(newShape) + ": the number of elements differs");
        }
        return new WeightTensor(dtype, newShape, this::bytes, data);
    }

    /**
     * Copies some of the rows, that is, of the slices along the first dimension.
     *
     * @param rows indices of the rows in the order wanted; a row may be taken more than once
     * @return a tensor of shape {@code [rows.length, ...]}
     * @throws MetaFormerException if this is a single number or an index is out of range
     */
    public WeightTensor rows(int... rows) {
        if (shape.length == 0) {
            throw new MetaFormerException("a single number has no rows");
        }
        long[] newShape = shape.clone();
        newShape[0] = rows.length;
        int rowBytes = Math.toIntExact(byteCount() / Math.max(1, shape[0]));
        ByteBuffer from = bytes();
        ByteBuffer to = allocate(rows.length * (long) rowBytes);
        for (int row : rows) {
            if (row < 0 || row >= shape[0]) {
                throw new MetaFormerException("row " + row + " is outside a tensor of shape " + Arrays.toString(shape));
            }
            to.put(from.slice(row * rowBytes, rowBytes));
        }
        return of(dtype, to.flip(), newShape);
    }

    /**
     * Finds the first element that is NaN or infinite.
     *
     * @return its row-major index; empty if all are finite or the type is not a floating point type
     * @throws CheckpointCorruptException if the file's checksum contradicts its data
     */
    public OptionalLong firstNonFinite() {
        return dtype.isFloating() ? Elements.firstNonFinite(dtype, bytes(), elementCount) : OptionalLong.empty();
    }

    /**
     * Whether another tensor has the same type, shape and bits.
     *
     * @param other the tensor to compare with
     * @return true if nothing differs
     */
    public boolean contentEquals(WeightTensor other) {
        return dtype == other.dtype && Arrays.equals(shape, other.shape) && bytes().equals(other.bytes());
    }

    /** Type and shape, for instance {@code float32 [64, 3, 7, 7]}. */
    @Override
    public String toString() {
        return describe(dtype, shape);
    }

    /**
     * Memory for a tensor's data: direct, little-endian, zeros.
     *
     * @throws UnsupportedCheckpointException if it is more than 2 GiB
     */
    public static ByteBuffer allocate(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new UnsupportedCheckpointException(
                    "a tensor of " + bytes + " bytes is too large; a single tensor may have at most 2 GiB");
        }
        return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String describe(DType dtype, long[] shape) {
        return dtype + " " + Arrays.toString(shape);
    }

    private static long byteCount(DType dtype, long[] shape) {
        try {
            return Math.multiplyExact(Shapes.checkedCount(shape), dtype.width());
        } catch (ArithmeticException e) {
            throw new MetaFormerException("shape " + Arrays.toString(shape) + " has too many elements", e);
        }
    }
}

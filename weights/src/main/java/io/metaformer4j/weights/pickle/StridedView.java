package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.Shapes;
import io.metaformer4j.weights.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * A tensor laid out by strides over a storage.
 *
 * @param block the storage's bytes
 * @param width bytes per element
 * @param offset first element
 * @param layout shape and strides
 */
record StridedView(StorageSource.Slices block, int width, long offset, Layout layout) implements Supplier<ByteBuffer> {

    /** Shape and strides in elements. */
    static final class Layout {
        private final long[] shape;
        private final long[] strides;

        Layout(long[] shape, long[] strides) {
            this.shape = shape;
            this.strides = strides;
        }
    }

    /** The elements in row-major order: a view if they are stored so, else a copy. */
    @Override
    public ByteBuffer get() {
        long bytes = Shapes.elementCount(layout.shape) * width;
        if (bytes == 0 || Shapes.isRowMajor(layout.shape, layout.strides)) {
            return block.slice(bytes == 0 ? 0 : offset * width, bytes);
        }
        ByteBuffer target = WeightTensor.allocate(bytes);
        long extent = Shapes.extent(layout.shape, layout.strides) * width;
        gather(block.slice(offset * width, extent), target);
        return target.flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private void gather(ByteBuffer source, ByteBuffer target) {
        int last = layout.shape.length - 1;
        int[] index = new int[layout.shape.length];
        long row = 0;
        while (true) {
            copyRow(source, Math.toIntExact(row), target);
            int d = last - 1;
            while (d >= 0 && ++index[d] == layout.shape[d]) {
                row -= layout.strides[d] * (layout.shape[d] - 1);
                index[d] = 0;
                d--;
            }
            if (d < 0) {
                return;
            }
            row += layout.strides[d];
        }
    }

    /** Copies the innermost dimension, starting at an element of the source. */
    private void copyRow(ByteBuffer source, int start, ByteBuffer target) {
        int last = layout.shape.length - 1;
        int count = (int) layout.shape[last];
        int stride = (int) layout.strides[last] * width;
        int from = start * width;
        for (int i = 0; i < count; i++, from += stride) {
            switch (width) {
                case 1 -> target.put(source.get(from));
                case 2 -> target.putShort(source.getShort(from));
                case 4 -> target.putInt(source.getInt(from));
                case 8 -> target.putLong(source.getLong(from));
                default -> target.put(source.slice(from, width));
            }
        }
    }
}

package io.metaformer4j.vision;

import io.metaformer4j.zoo.MetaFormerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * A batch of pictures of one size in one direct buffer, which engines can read where it lies.
 *
 * <p>The memory is outside the heap, in native byte order, and is given back by the garbage collector once nobody refers
 * to the batch, its {@linkplain #first(int) parts} or its buffers. Different indices may be written by different threads
 * at the same time; hand the batch over (for instance through a queue) before another thread reads it.
 */
public final class ImageBatch {

    /** What the buffer of a batch holds. */
    public enum Layout {
        /** Normalised 32-bit floats, {@code [N, C, H, W]}. */
        FLOAT32_NCHW(Float.BYTES, false),
        /** Normalised 32-bit floats, {@code [N, H, W, C]}. */
        FLOAT32_NHWC(Float.BYTES, true),
        /** Unsigned bytes as decoded, {@code [N, C, H, W]}; the engine normalises them. */
        UINT8_NCHW(1, false),
        /** Unsigned bytes as decoded, {@code [N, H, W, C]}; the engine normalises them. */
        UINT8_NHWC(1, true);

        private final int valueBytes;
        private final boolean channelsLast;

        Layout(int valueBytes, boolean channelsLast) {
            this.valueBytes = valueBytes;
            this.channelsLast = channelsLast;
        }

        /**
         * The size of a value.
         *
         * @return bytes per value
         */
        public int valueBytes() {
            return valueBytes;
        }

        /**
         * Whether the values are normalised floats.
         *
         * @return false for unsigned bytes
         */
        public boolean isFloat() {
            return valueBytes == Float.BYTES;
        }

        /**
         * Whether the channels of a pixel lie together.
         *
         * @return false if each channel is a plane
         */
        public boolean isChannelsLast() {
            return channelsLast;
        }
    }

    private final Layout layout;
    private final int size;
    private final int channels;
    private final int height;
    private final int width;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;

    private ImageBatch(Layout layout, int size, int channels, int height, int width, ByteBuffer bytes) {
        this.layout = layout;
        this.size = size;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.bytes = bytes;
        this.floats = bytes.asFloatBuffer();
    }

    /**
     * Allocates a batch of zeros for colour pictures.
     *
     * @param layout what the values are and how they lie
     * @param size number of pictures, at least 1
     * @param height height of the pictures in pixels, at least 1
     * @param width width of the pictures in pixels, at least 1
     * @return the batch
     * @throws IllegalArgumentException if a number is not positive
     * @throws MetaFormerException if the batch would exceed 2 GiB
     */
    public static ImageBatch allocate(Layout layout, int size, int height, int width) {
        return allocate(layout, size, Picture.CHANNELS, height, width);
    }

    /**
     * Allocates a batch of zeros.
     *
     * @param layout what the values are and how they lie
     * @param size number of pictures, at least 1
     * @param channels number of channels, at least 1
     * @param height height of the pictures in pixels, at least 1
     * @param width width of the pictures in pixels, at least 1
     * @return the batch
     * @throws IllegalArgumentException if a number is not positive
     * @throws MetaFormerException if the batch would exceed 2 GiB
     */
    public static ImageBatch allocate(Layout layout, int size, int channels, int height, int width) {
        if (size < 1 || channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("batch of " + size + " pictures of " + width + "x" + height + " with "
                    + channels + " channels needs positive numbers");
        }
        double total = (double) layout.valueBytes() * size * channels * height * width;
        if (total > Integer.MAX_VALUE) {
            throw new MetaFormerException("batch of " + size + " pictures of " + width + "x" + height + " needs "
                    + (long) total + " bytes, more than the 2147483647 of one buffer; use a smaller batch");
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) total).order(ByteOrder.nativeOrder());
        return new ImageBatch(layout, size, channels, height, width, bytes);
    }

    /**
     * The first pictures of this batch, sharing its memory; for the last, incomplete batch of a data set.
     *
     * @param count number of pictures, 1 to {@link #size()}
     * @return the smaller batch over the same memory
     * @throws IllegalArgumentException if there are not that many
     */
    public ImageBatch first(int count) {
        if (count < 1 || count > size) {
            throw new IllegalArgumentException("cannot take " + count + " pictures of a batch of " + size);
        }
        return count == size
                ? this
                : new ImageBatch(
                        layout,
                        count,
                        channels,
                        height,
                        width,
                        bytes.slice(0, count * pictureBytes()).order(ByteOrder.nativeOrder()));
    }

    /**
     * What the values are and how they lie.
     *
     * @return the layout
     */
    public Layout layout() {
        return layout;
    }

    /**
     * The number of pictures.
     *
     * @return N of the shape
     */
    public int size() {
        return size;
    }

    /**
     * The number of channels.
     *
     * @return C of the shape, 3 for colour pictures
     */
    public int channels() {
        return channels;
    }

    /**
     * The height of the pictures.
     *
     * @return H of the shape
     */
    public int height() {
        return height;
    }

    /**
     * The width of the pictures.
     *
     * @return W of the shape
     */
    public int width() {
        return width;
    }

    /**
     * The number of values of one picture.
     *
     * @return {@code C * H * W}
     */
    public int pictureValues() {
        return channels * height * width;
    }

    /**
     * The memory that one picture takes.
     *
     * @return bytes per picture
     */
    public int pictureBytes() {
        return pictureValues() * layout.valueBytes();
    }

    /**
     * All memory of the batch as a new view with its own position: direct, native byte order, shared with the batch.
     *
     * @return the bytes from 0 to {@code size * pictureBytes}
     */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.nativeOrder());
    }

    /**
     * All values of a float batch as a new view with its own position, shared with the batch.
     *
     * @return the floats from 0 to {@code size * pictureValues}
     * @throws IllegalStateException if the layout has no floats
     */
    public FloatBuffer floats() {
        require(true);
        return floats.duplicate();
    }

    /**
     * Writes values of one picture of a float batch.
     *
     * @param index which picture, 0 to {@code size - 1}
     * @param at first value inside the picture, {@code (channel * H + y) * W + x} where each channel is a plane,
     *     {@code (y * W + x) * C + channel} where they lie together
     * @param values where the values are
     * @param from index of the first value to write
     * @param count number of values
     * @throws IndexOutOfBoundsException if they do not fit into the picture
     * @throws IllegalStateException if the layout has no floats
     */
    public void putFloats(int index, int at, float[] values, int from, int count) {
        require(true);
        Objects.checkIndex(index, size);
        Objects.checkFromIndexSize(at, count, pictureValues());
        floats.put(index * pictureValues() + at, values, from, count);
    }

    /**
     * Writes values of one picture of a byte batch.
     *
     * @param index which picture, 0 to {@code size - 1}
     * @param at first value inside the picture, as for {@link #putFloats}
     * @param values where the values are
     * @param from index of the first value to write
     * @param count number of values
     * @throws IndexOutOfBoundsException if they do not fit into the picture
     * @throws IllegalStateException if the layout has no bytes
     */
    public void putBytes(int index, int at, byte[] values, int from, int count) {
        require(false);
        Objects.checkIndex(index, size);
        Objects.checkFromIndexSize(at, count, pictureValues());
        bytes.put(index * pictureValues() + at, values, from, count);
    }

    private void require(boolean floatValues) {
        if (layout.isFloat() != floatValues) {
            throw new IllegalStateException(
                    "the batch holds " + layout + ", not " + (floatValues ? "32-bit floats" : "bytes"));
        }
    }

    @Override
    public String toString() {
        return "ImageBatch[" + layout + ", " + size + "x" + channels + "x" + height + "x" + width + "]";
    }
}
